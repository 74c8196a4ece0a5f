/** What passes between a session in a worker and its proxy outside. */
export type ToWorker =
  | { readonly kind: 'message'; readonly message: unknown }
  | { readonly kind: 'text'; readonly id: number; readonly text: string }
  | { readonly kind: 'unreadable'; readonly id: number; readonly why: string };

export type FromWorker =
  | { readonly kind: 'message'; readonly message: unknown }
  | {
      readonly kind: 'read';
      readonly id: number;
      readonly path: string;
      readonly from: string | null;
    };
