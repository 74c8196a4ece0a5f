/** Checks the arguments of a request, which come from outside, against their forms in the protocol. */
import type { ArgumentForm } from '../../protocol/argumentForms';
import { ARGUMENT_FORMS, type ViewArguments, type ViewRequest } from '../../protocol/requests';
import { wrong, type Wrong } from './looking';

/** Characters of an expression. */
const MOST_CHARACTERS = 1000;

/** Whether the views answer a request of this name. */
export function isViewRequest(name: string): name is ViewRequest {
  return Object.hasOwn(ARGUMENT_FORMS, name);
}

/** The arguments as the request takes them, or what is wrong with them. Arguments that it does not know are left out. */
export function checkArguments<R extends ViewRequest>(
  request: R,
  given: unknown,
): ViewArguments<R> | Wrong {
  const source = given ?? {};
  if (typeof source !== 'object') return wrong(`${request}: the arguments must be an object`);
  const checked: Record<string, unknown> = {};
  for (const [name, form] of Object.entries<ArgumentForm>(ARGUMENT_FORMS[request])) {
    const value: unknown = Object.hasOwn(source, name) ? Reflect.get(source, name) : undefined;
    if (value === undefined || value === null) {
      if (form.optional === true) continue;
      return wrong(`${request}: the argument ${name} is missing: ${expected(form)}`);
    }
    if (!fits(form, value)) {
      return wrong(`${request}: ${name} is ${shown(value)}, and must be ${expected(form)}`);
    }
    checked[name] = value;
  }
  // Each value was checked against its form, from which the type is made.
  return checked as ViewArguments<R>;
}

function fits(form: ArgumentForm, value: unknown): boolean {
  switch (form.kind) {
    case 'integer':
      return (
        typeof value === 'number' &&
        Number.isInteger(value) &&
        value >= form.least &&
        value <= form.most
      );
    case 'choice':
      return typeof value === 'string' && form.of.includes(value);
    case 'expression':
      return typeof value === 'string' && value.trim() !== '' && value.length <= MOST_CHARACTERS;
  }
}

function expected(form: ArgumentForm): string {
  switch (form.kind) {
    case 'integer':
      return `a whole number from ${form.least} to ${form.most}`;
    case 'choice':
      return `one of ${form.of.join(', ')}`;
    case 'expression':
      return `an address such as 0x8048000, or an expression of at most ${MOST_CHARACTERS} characters`;
  }
}

function shown(value: unknown): string {
  const text = typeof value === 'object' ? 'no plain value' : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
