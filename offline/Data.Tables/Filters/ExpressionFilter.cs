using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using Azure.Data.Tables.Entities;
using Azure.Data.Tables.Models;

namespace Azure.Data.Tables.Filters;

/// <summary>OData filters from lambdas: comparisons of properties with values, joined by and, or and not.</summary>
internal sealed class ExpressionFilter
{
    private readonly StringBuilder _filter = new();
    private readonly ParameterExpression _row;

    private ExpressionFilter(ParameterExpression row) => _row = row;

    /// <summary>The filter; null for one that every row passes.</summary>
    public static string? Create(LambdaExpression lambda)
    {
        var filter = new ExpressionFilter(lambda.Parameters[0]);
        if (!filter.DependsOnRow(lambda.Body) && Equals(Evaluate(lambda.Body), true))
        {
            return null;
        }

        filter.Condition(lambda.Body);
        return filter._filter.ToString();
    }

    private void Condition(Expression expression)
    {
        switch (Unwrap(expression))
        {
            case UnaryExpression { NodeType: ExpressionType.Not } not:
                _filter.Append("not (");
                Condition(not.Operand);
                _filter.Append(')');
                break;
            case BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } and:
                Join(and, "and");
                break;
            case BinaryExpression { NodeType: ExpressionType.OrElse or ExpressionType.Or } or:
                Join(or, "or");
                break;
            case BinaryExpression binary:
                Comparison(binary.NodeType, binary.Left, binary.Right);
                break;
            case MethodCallExpression { Method.Name: nameof(Equals), Object: { } left, Arguments: [var right] }:
                Comparison(ExpressionType.Equal, left, right);
                break;
            case MethodCallExpression { Method.Name: nameof(Equals), Object: null, Arguments: [var left, var right] }:
                Comparison(ExpressionType.Equal, left, right);
                break;
            case var flag when flag.Type == typeof(bool) || flag.Type == typeof(bool?):
                Comparison(ExpressionType.Equal, flag, Expression.Constant(true));
                break;
            default:
                throw Unsupported(expression);
        }
    }

    private void Join(BinaryExpression expression, string word)
    {
        _filter.Append('(');
        Condition(expression.Left);
        _filter.Append(") ").Append(word).Append(" (");
        Condition(expression.Right);
        _filter.Append(')');
    }

    private void Comparison(ExpressionType type, Expression left, Expression right)
    {
        // a.CompareTo(b) > 0 and string.Compare(a, b) > 0 are how C# writes an order of strings.
        if (Unwrap(left) is MethodCallExpression { Method.Name: "CompareTo" or "Compare" } order && !DependsOnRow(right) && Equals(Evaluate(right), 0))
        {
            (left, right) = order switch
            {
                { Object: { } first, Arguments: [var second] } => (first, second),
                { Object: null, Arguments: [var first, var second] } => (first, second),
                _ => throw Unsupported(order),
            };
        }

        string word = type switch
        {
            ExpressionType.Equal => "eq",
            ExpressionType.NotEqual => "ne",
            ExpressionType.LessThan => "lt",
            ExpressionType.LessThanOrEqual => "le",
            ExpressionType.GreaterThan => "gt",
            ExpressionType.GreaterThanOrEqual => "ge",
            _ => throw new NotSupportedException($"The operator {type} has no translation into a table filter."),
        };
        Operand(left);
        _filter.Append(' ').Append(word).Append(' ');
        Operand(right);
    }

    private void Operand(Expression expression)
    {
        // A value keeps its conversions: the literal of a long is not that of an int.
        _filter.Append(DependsOnRow(expression) ? PropertyName(Unwrap(expression)) : ODataFilter.Literal(Evaluate(expression)));
    }

    private string PropertyName(Expression expression)
    {
        switch (expression)
        {
            case MemberExpression { Member.Name: "Value", Expression: { } inner } when Nullable.GetUnderlyingType(inner.Type) is not null:
                return PropertyName(Unwrap(inner));
            case MemberExpression { Expression: { } row, Member: PropertyInfo member } when Unwrap(row) == _row && !IsEnum(member.PropertyType):
                return member.DeclaringType == typeof(TableItem) ? "TableName" : EntityShape.NameOf(member);
            case MethodCallExpression { Object: { } row, Arguments: [var name] } call
                when Unwrap(row) == _row && !DependsOnRow(name) && (call.Method.Name == "get_Item" || call.Method.Name.StartsWith("Get", StringComparison.Ordinal)):
                return (string)Evaluate(name)!;
            default:
                throw Unsupported(expression);
        }
    }

    private bool DependsOnRow(Expression expression)
    {
        var finder = new RowFinder(_row);
        finder.Visit(expression);
        return finder.Found;
    }

    private static bool IsEnum(Type type) => (Nullable.GetUnderlyingType(type) ?? type).IsEnum;

    private static Expression Unwrap(Expression expression) =>
        expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert && !IsEnum(convert.Operand.Type)
            ? Unwrap(convert.Operand)
            : expression;

    private static object? Evaluate(Expression expression) => expression is ConstantExpression constant
        ? constant.Value
        : Expression.Lambda<Func<object?>>(Expression.Convert(expression, typeof(object))).Compile(preferInterpretation: true)();

    private static NotSupportedException Unsupported(Expression expression) => new($"The expression {expression} has no translation into a table filter.");

    private sealed class RowFinder(ParameterExpression row) : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            Found |= node == row;
            return node;
        }
    }
}
