import ts from 'typescript';
import type { Source } from './sources';

/** `...(x === undefined ? {} : { x })` and `...(x && { x })` in objects. */
export function conditionalSpreads({ file }: Source): number {
  let count = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isSpreadAssignment(node) && isConditional(node.expression)) count++;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return count;
}

function isConditional(expression: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(expression)) return isConditional(expression.expression);
  if (ts.isConditionalExpression(expression)) return true;
  return (
    ts.isBinaryExpression(expression) &&
    expression.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken
  );
}

/** The names that a file exports. */
export function exportCount({ file }: Source): number {
  return file.statements.reduce((sum, statement) => {
    if (ts.isExportAssignment(statement)) return sum + 1;
    if (ts.isExportDeclaration(statement)) {
      const named = statement.exportClause;
      return sum + (named !== undefined && ts.isNamedExports(named) ? named.elements.length : 1);
    }
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return sum;
    return sum + (ts.isVariableStatement(statement) ? statement.declarationList.declarations.length : 1);
  }, 0);
}

export const lineCount = ({ file }: Source): number => file.getLineStarts().length;
