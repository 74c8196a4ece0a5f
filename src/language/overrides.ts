// The texts of `--set key=value`, which win over what the script says. Several may stand in one
// text, with commas between. They are read with the settings' own parser.

import { MACHINE_KEYS } from './configure';
import { quoted } from './parseState';
import { parseSettingValue } from './parser';
import { keySettings, type KeyedSetting, type KeyedSettings } from './settingValues';
import type { Sources } from './sources';

/** Reads overrides; of equal keys the last counts. What is wrong is reported at its text. */
export function readOverrides(sources: Sources, texts: readonly string[]): KeyedSettings {
  const settings = new Map<string, KeyedSetting>();
  for (const text of texts) {
    for (const part of splitOverrides(text)) readOverride(sources, part, settings);
  }
  return settings;
}

function readOverride(sources: Sources, text: string, settings: Map<string, KeyedSetting>): void {
  const source = sources.add('--set', text);
  const equals = text.indexOf('=');
  const key = text.slice(0, Math.max(0, equals)).trim();
  if (key === '') {
    const span = { start: 0, end: text.length };
    sources.report(source, 'error', 'badOverride', { found: quoted(text) }, span);
    return;
  }
  // Blanks in place of the key, so that the value's places are those in the text.
  const padded = ' '.repeat(equals + 1) + text.slice(equals + 1);
  const { value, diagnostics } = parseSettingValue(padded, key);
  sources.reportParsed(source, diagnostics);
  const start = text.indexOf(key);
  const entry = {
    start,
    end: text.length,
    key: { text: key, start, end: start + key.length },
    value,
  };
  const alone = { kind: 'settings', start, end: text.length, entries: [entry] } as const;
  keySettings(sources, source, alone, MACHINE_KEYS, 'machineThing', settings);
}

/** Splits `arch=i386,tlb=[64/4, 1536/12]` at the commas outside brackets. */
export function splitOverrides(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    const character = text.charAt(at);
    if (character === '[' || character === '{') depth++;
    if (character === ']' || character === '}') depth--;
    if (at === text.length || (character === ',' && depth <= 0)) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return parts;
}
