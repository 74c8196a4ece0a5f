/** The document of a page in a webview, with its content security policy. Knows no host, so that tests load the same. */

export interface PageParts {
  /** What a screen reader calls it. */
  readonly title: string;
  readonly style: string;
  readonly script: string;
  /** Where styles and fonts may come from. */
  readonly source: string;
  /** Lets this script run, and no other. */
  readonly nonce: string;
}

export function pageDocument({ title, style, script, source, nonce }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `style-src ${source}`,
    `font-src ${source}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
