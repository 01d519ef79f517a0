import { EventEmitter, l10n, ProgressLocation, window, type OutputChannel } from 'vscode';
import { PlainText } from './plainText.js';
import type { Surface } from './surface.js';

/**
 * An output channel that shows runs. In Restricted Mode VS Code asks to trust the folder before it opens any terminal, and nobody should have to trust a folder in
 * order to run its code in a sandbox.
 */
export class ChannelSurface implements Surface {
  private readonly never = new EventEmitter<never>();
  readonly size = null;
  readonly terminal = null;
  readonly onTyped = this.never.event;
  readonly onResized = this.never.event;
  readonly onClosed = this.never.event;
  readonly opened = Promise.resolve();
  private readonly channel: OutputChannel;
  private plain = new PlainText();

  /** @param name what the list of channels says */
  constructor(name: string) {
    this.channel = window.createOutputChannel(name);
  }

  /** A channel has no buttons: the notification's ends the run. */
  begin(name: string, stop: () => void): void {
    this.channel.clear();
    this.plain = new PlainText();
    const over = Promise.withResolvers<null>();
    this.end = () => {
      over.resolve(null);
    };
    const options = { location: ProgressLocation.Notification, title: l10n.t('Running {0}', name) };
    void window.withProgress({ ...options, cancellable: true }, async (_progress, token) => {
      token.onCancellationRequested(stop);
      await over.promise;
    });
  }

  end: () => void = () => undefined;

  show(text: string): void {
    this.channel.append(this.plain.of(text));
  }

  reveal(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.channel.dispose();
    this.never.dispose();
  }
}
