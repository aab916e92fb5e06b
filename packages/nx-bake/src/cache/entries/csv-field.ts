/** What Go's reader takes for one field: https://github.com/golang/go/blob/go1.24.0/src/encoding/csv/writer.go#L150 */
export const csvField = (field: string): string =>
  /[",\r\n]|^\s/u.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
