import { styledLines, type Style, type StyledText } from './ansi-runs.mjs';

const COLUMNS = 110;
const FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const FONT_SIZE = 13;
const LINE = 18;
/** The width of a monospaced letter: no font that people have is wider. */
const ADVANCE = 0.61 * FONT_SIZE;
const MARGIN = 16;

/** Light enough for the dark background. */
const COLOURS: Readonly<Record<number, string>> = {
  30: '#6e7681',
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  37: '#e6edf3',
  90: '#8b949e',
};

/** Terminal output as a picture whose text can be selected. */
export function renderSvg(title: string, output: string): string {
  const lines = styledLines(output.trimEnd(), COLUMNS);
  const width = Math.ceil(COLUMNS * ADVANCE + 2 * MARGIN);
  const height = lines.length * LINE + 2 * MARGIN;
  const texts = lines.flatMap((line, index) =>
    line.length === 0
      ? []
      : [`<text x="${MARGIN}" y="${MARGIN + LINE * (index + 0.75)}">${line.map(renderRun).join('')}</text>`],
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
<rect width="100%" height="100%" rx="6" fill="#0d1117"/>
<g font-family="${FONTS}" font-size="${FONT_SIZE}" fill="#e6edf3" xml:space="preserve">
${texts.join('\n')}
</g>
</svg>
`;
}

function renderRun({ text, style }: StyledText): string {
  const attributes = attributesOf(style);
  return attributes === '' ? escaped(text) : `<tspan${attributes}>${escaped(text)}</tspan>`;
}

/** SVG text has no background, so what a terminal inverts is bold and underlined. */
function attributesOf({ colour, bold, dim, inverse }: Style): string {
  const given = {
    fill: colour === undefined ? undefined : COLOURS[colour],
    'font-weight': bold === true || inverse === true ? 'bold' : undefined,
    'fill-opacity': dim === true ? '.6' : undefined,
    'text-decoration': inverse === true ? 'underline' : undefined,
  };
  return Object.entries(given)
    .map(([name, value]) => (value === undefined ? '' : ` ${name}="${value}"`))
    .join('');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
