/**
 * Messages between a page in a webview and its host. A page pulls: it asks when it is shown and when it hears of a
 * stop, because what is sent to a hidden page is lost. Plain data, no logic.
 */
import type { ViewArguments, ViewBodies, ViewRequest } from './requests';

/** What there is to look at. */
export type SessionState =
  /** No session of type `pagewalk` is active. */
  | 'none'
  /** One is, and has not stopped yet. */
  | 'starting'
  | 'running'
  | 'stopped';

/** What somebody chose to look at, here or in another view. */
export interface Selection {
  /** An endpoint. */
  readonly process: number;
  /** A `0x` number or an expression; absent: no address in particular. */
  readonly address?: string;
}

/** From a page to its host. */
export type PageMessage =
  /** The page was loaded and wants to hear of the session. */
  | { readonly type: 'ready' }
  | {
      [R in ViewRequest]: {
        readonly type: 'request';
        /** Given back with the answer. */
        readonly id: number;
        readonly request: R;
        readonly arguments: ViewArguments<R>;
      };
    }[ViewRequest]
  /** Go to a moment of the run. */
  | { readonly type: 'travel'; readonly moment: string }
  /** Show the line of a script. */
  | { readonly type: 'open'; readonly source: string; readonly line: number }
  /** Show the thing in the other views. */
  | ({ readonly type: 'select' } & Selection)
  /** Put a text on the clipboard. */
  | { readonly type: 'copy'; readonly text: string }
  /** Start the session that an empty page offers. */
  | { readonly type: 'start' };

/** From the host to a page. */
export type HostMessage =
  /** The page's English texts in the user's language, as far as there are any (`vscode.l10n.bundle`). Sent first. */
  | { readonly type: 'words'; readonly words: Readonly<Record<string, string>> }
  /** How the session stands; also sent at every stop, when everything is to be asked anew. */
  | { readonly type: 'session'; readonly state: SessionState; readonly title: string }
  | {
      readonly type: 'answer';
      readonly id: number;
      readonly ok: true;
      readonly body: ViewBodies[ViewRequest];
    }
  | { readonly type: 'answer'; readonly id: number; readonly ok: false; readonly message: string }
  | ({ readonly type: 'select' } & Selection);
