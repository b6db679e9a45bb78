using System.Globalization;

namespace Azure.Data.Tables.Filters;

/// <summary>OData filters from values, which are quoted and escaped and so never become part of the filter's syntax.</summary>
internal static class ODataFilter
{
    public static string Create(FormattableString filter)
    {
        string[] literals = new string[filter.ArgumentCount];
        for (int i = 0; i < literals.Length; i++)
        {
            literals[i] = Literal(filter.GetArgument(i));
        }

        return string.Format(CultureInfo.InvariantCulture, filter.Format, literals);
    }

    /// <summary>A string between quotes of OData with the quotes in it doubled.</summary>
    public static string Escape(string text) => text.Replace("'", "''", StringComparison.Ordinal);

    public static string Literal(object? value) => value switch
    {
        null => "null",
        string text => $"'{Escape(text)}'",
        bool flag => flag ? "true" : "false",
        int number => number.ToString(CultureInfo.InvariantCulture),
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        double number => Double(number),
        Guid guid => $"guid'{guid}'",
        DateTimeOffset time => Time(time.UtcDateTime),
        DateTime time => Time(time.ToUniversalTime()),
        byte[] bytes => $"X'{Convert.ToHexString(bytes)}'",
        BinaryData bytes => $"X'{Convert.ToHexString(bytes)}'",
        _ => throw new ArgumentException($"Unable to convert a value of type {value.GetType()} to an OData literal.", nameof(value)),
    };

    // Without a fraction or an exponent the literal would be an integer's.
    private static string Double(double number)
    {
        string text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().TrimStart('-').ContainsAnyExceptInRange('0', '9') ? text : text + ".0";
    }

    private static string Time(DateTime utc) => $"datetime'{utc.ToString("O", CultureInfo.InvariantCulture)}'";
}
