using System.Globalization;
using LlmFunctions.LocalHost.Invocation;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.LocalHost.Http;

/// <summary>Reads one value of the route and converts it to the type of the parameter.</summary>
internal static class RouteArgument
{
    public static ArgumentSource? For(string name, Type type)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        Func<string, object?>? parse = target switch
        {
            _ when target == typeof(string) => static text => text,
            _ when target == typeof(bool) => Parse(bool.Parse),
            _ when target == typeof(int) => Parse(static text => int.Parse(text, CultureInfo.InvariantCulture)),
            _ when target == typeof(long) => Parse(static text => long.Parse(text, CultureInfo.InvariantCulture)),
            _ when target == typeof(double) => Parse(static text => double.Parse(text, CultureInfo.InvariantCulture)),
            _ when target == typeof(Guid) => Parse(Guid.Parse),
            _ when target == typeof(DateTime) => Parse(static text => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)),
            _ when target == typeof(DateTimeOffset) => Parse(static text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)),
            _ => null,
        };
        return parse is null ? null : Source(name, target, Default(type), parse);
    }

    private static ArgumentSource Source(string name, Type target, object? absent, Func<string, object?> parse) => context =>
    {
        if (((HttpFunctionContext)context).HttpContext.Request.RouteValues[name] is not { } value)
        {
            return absent;
        }

        var text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
        try
        {
            return parse(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new FunctionInputConverterException(
                $"'{text}' of the route cannot be converted to {target.Name} for parameter '{name}'; a route constraint would answer 404 instead.", e);
        }
    };

    private static Func<string, object?> Parse<T>(Func<string, T> parse) => text => parse(text);

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;
}
