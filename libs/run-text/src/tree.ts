/** TreeNode is a line with lines below it. */
export interface TreeNode {
  readonly text: string;
  readonly children?: readonly TreeNode[];
}

/** treeLines draws the children of a node below it, as `tree` does. */
export function treeLines({ text, children = [] }: TreeNode): readonly string[] {
  return [text, ...branches(children)];
}

function branches(nodes: readonly TreeNode[]): readonly string[] {
  return nodes.flatMap((node, index) => {
    const isLast = index === nodes.length - 1;
    const [first = '', ...rest] = treeLines(node);
    const below = isLast ? '   ' : '│  ';
    return [`${isLast ? '└─ ' : '├─ '}${first}`, ...rest.map((line) => `${below}${line}`)];
  });
}
