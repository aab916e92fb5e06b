import type { ImageRecord } from './image-record';

/** The content of `image.json`. */
export const renderImage = (record: ImageRecord): string => `${JSON.stringify(record, null, 2)}\n`;

/** The content of `images.json`: schemas/images.schema.json. */
export const renderImages = (records: readonly ImageRecord[]): string =>
  `${JSON.stringify({ version: 1, images: records }, null, 2)}\n`;
