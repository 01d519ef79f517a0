import { EventEmitter, TreeItem, type TreeDataProvider } from 'vscode';
import type { Sandboxes } from '../daemon/sandboxes.js';
import type { Meter } from './meter.js';
import { sandboxItem, sessionItem, type Node } from './nodes.js';

/** The rows of the view: a sandbox each, and below it what runs in it. */
export class SandboxTree implements TreeDataProvider<Node> {
  private readonly changes = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changes.event;

  constructor(
    private readonly sandboxes: Sandboxes,
    private readonly meter: Meter,
  ) {}

  /** Draws it anew. */
  readonly update = (): void => {
    this.changes.fire(undefined);
  };

  getChildren(node?: Node): Node[] {
    if (node === undefined) return this.sandboxes.all().map(({ id }) => ({ kind: 'sandbox', sandboxId: id }));
    if (node.kind === 'session') return [];
    const { sandboxId } = node;
    const sessions = this.sandboxes.find(sandboxId)?.sessions ?? [];
    return sessions
      .filter(({ state }) => state === 'running')
      .map(({ id }) => ({ kind: 'session', sandboxId, sessionId: id }));
  }

  getTreeItem(node: Node): TreeItem {
    const sandbox = this.sandboxes.find(node.sandboxId);
    if (sandbox === undefined) return new TreeItem('');
    if (node.kind === 'sandbox') return sandboxItem(sandbox, this.meter.of(sandbox.id));
    const session = sandbox.sessions.find(({ id }) => id === node.sessionId);
    return session === undefined ? new TreeItem('') : sessionItem(sandbox, session);
  }

  dispose(): void {
    this.changes.dispose();
  }
}
