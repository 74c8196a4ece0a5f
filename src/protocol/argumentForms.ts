/**
 * The forms of arguments, as data: the types of the arguments follow from them, and the adapter checks what it receives
 * against them. No logic.
 */

interface IntegerForm {
  readonly kind: 'integer';
  readonly least: number;
  readonly most: number;
  readonly optional?: true;
}

/** An expression of the script's language, or a number in it. */
interface ExpressionForm {
  readonly kind: 'expression';
  readonly optional?: true;
}

interface ChoiceForm {
  readonly kind: 'choice';
  readonly of: readonly string[];
  readonly optional?: true;
}

export type ArgumentForm = IntegerForm | ExpressionForm | ChoiceForm;
export type ArgumentForms = Readonly<Record<string, ArgumentForm>>;

type ValueOf<F> = F extends IntegerForm
  ? number
  : F extends { readonly kind: 'choice'; readonly of: readonly (infer C)[] }
    ? C
    : string;

type OptionalKeys<F> = {
  [K in keyof F]: F[K] extends { readonly optional: true } ? K : never;
}[keyof F];

/** The arguments that a record of forms describes. */
export type ArgumentsOf<F> = {
  readonly [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]>;
} & {
  readonly [K in OptionalKeys<F>]?: ValueOf<F[K]> | undefined;
};
