// From `spawn p { ... }` to its instruction: which program, stack, CPU, user and pid the process
// has.

import type { Expression, Spawn } from '../program/form';
import { markSet } from './checkNames';
import type { CompileState } from './compileState';
import { compileTarget } from './compileWho';
import { laterValue } from './later';
import { quoted } from './parseState';
import { decodeText, encodeText } from './scanText';
import {
  complain,
  keySettings,
  readInteger,
  readSize,
  readString,
  type KeyedSettings,
  type ValueReader,
} from './settingValues';
import type { SettingValue, SpawnItem } from './tree';

/** All keys of a process. */
export const SPAWN_KEYS = ['image', 'stack', 'cpu', 'uid', 'pid', 'frames'] as const;
type SpawnKey = (typeof SPAWN_KEYS)[number];

/** MINIX: PID_MAX is 30000; recorded pids are larger (Linux: PID_MAX_LIMIT). */
const MOST_PID = 2 ** 22;
const MOST_UID = 2 ** 31 - 1;

export function compileSpawn(state: CompileState, item: SpawnItem): void {
  const { name } = item;
  if (name.text === '') return;
  const target = compileTarget(state, name.text, null, name);
  const { sources, source } = state;
  const settings: KeyedSettings =
    item.settings === null
      ? new Map()
      : keySettings(sources, source, item.settings, SPAWN_KEYS, 'processThing');
  const read = (
    key: SpawnKey,
    reader: (reader: ValueReader, value: SettingValue) => number | null,
  ): Expression | null => {
    const keyed = settings.get(key);
    if (keyed === undefined) return null;
    const { value } = keyed.setting;
    const number = reader({ sources, source, key }, value);
    return number === null ? null : { kind: 'integer', value: number, place: state.place(value) };
  };
  const spawn: Spawn = {
    name: state.strings.number(encodeText(name.text)),
    image: imageOf(state, settings),
    stack: read('stack', (reader, value) => readStack(state, reader, value)),
    cpu: read('cpu', (reader, value) => readCpu(state, reader, value)),
    uid: read('uid', (reader, value) => readInteger(reader, value, 0, MOST_UID)),
    pid: read('pid', (reader, value) => readInteger(reader, value, 1, MOST_PID)),
  };
  refuseFrames(state, settings);
  state.emit({ op: 'spawn', target, spawn, place: state.place(item) });
  markSet(state, name.text);
}

/** The program's path, which a `file` must describe. */
function imageOf(state: CompileState, settings: KeyedSettings): Expression | null {
  const keyed = settings.get('image');
  if (keyed === undefined) return null;
  const { value } = keyed.setting;
  const bytes = readString({ sources: state.sources, source: state.source, key: 'image' }, value);
  if (bytes === null) return null;
  const path = decodeText(bytes);
  const file = state.files.get(path);
  const quotedPath = { path: `\`"${path}"\`` };
  if (file === undefined) state.error('unknownProgram', quotedPath, value);
  else if (file.image === 0) state.error('notProgram', quotedPath, value);
  return {
    kind: 'string',
    string: state.strings.number(bytes),
    open: false,
    place: state.place(value),
  };
}

function readStack(state: CompileState, reader: ValueReader, value: SettingValue): number | null {
  const bytes = readSize(reader, value);
  const { userPages, pageBytes } = state.configuration.architecture;
  // The engine gives no stack more than an eighth of the address space.
  const most = Math.max(1, Math.floor(userPages / 8)) * pageBytes;
  if (bytes === null || (bytes > 0 && bytes <= most)) return bytes;
  return complain(reader, 'stackTooLarge', value, { most: String(most) });
}

function readCpu(state: CompileState, reader: ValueReader, value: SettingValue): number | null {
  const { cpus } = state.configuration;
  const cpu = readInteger(reader, value, 0, Number.MAX_SAFE_INTEGER);
  if (cpu === null || cpu < cpus) return cpu;
  return complain(reader, 'cpuOutside', value, { cpus: String(cpus), cpu: String(cpu) });
}

/** `frames` limits resident pages, which needs replacement. */
function refuseFrames(state: CompileState, settings: KeyedSettings): void {
  const keyed = settings.get('frames');
  const why = keyed === undefined ? null : laterValue('frames', '');
  if (keyed === undefined || why === null) return;
  state.error('notYet', { what: quoted('frames'), why: `@${why}` }, keyed.setting.key);
}
