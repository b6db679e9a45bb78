using System.Globalization;
using Azure.Data.Tables;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// Content as rows of a partition. A property holds 64 KiB and an entity 1 MiB: so it is cut into properties, and into as
/// many rows as it takes. The first row says how much there is.
/// </summary>
internal static class ContentRows
{
    private const int LargestProperty = 64 * 1024;

    // 704 KiB, because the emulator counts the row as it is sent: in base64, a third more.
    private const int PropertiesARow = 11;
    public const int LargestRow = LargestProperty * PropertiesARow;

    private const string Length = "Length";

    /// <param name="partition">The partition of all rows.</param>
    /// <param name="rowKey">Makes the key of a row from its index.</param>
    /// <param name="content">The content.</param>
    public static List<TableEntity> Split(string partition, Func<int, string> rowKey, ReadOnlyMemory<byte> content)
    {
        List<TableEntity> rows = [];
        for (int start = 0; start == 0 || start < content.Length; start += LargestRow)
        {
            TableEntity row = new(partition, rowKey(rows.Count));
            int end = Math.Min(start + LargestRow, content.Length);
            for (int property = 0, from = start; from < end; property++, from += LargestProperty)
            {
                row[PropertyName(property)] = content[from..Math.Min(from + LargestProperty, end)].ToArray();
            }

            rows.Add(row);
        }

        rows[0][Length] = content.Length;
        return rows;
    }

    /// <summary>
    /// Puts content together again; null when rows are missing, because it is just being written or deleted. Rows beyond its end are left over
    /// from longer content that was never finished.
    /// </summary>
    public static ReadOnlyMemory<byte>? Join(IReadOnlyList<TableEntity> rows)
    {
        if (rows is not [{ } first, ..] || first.GetInt32(Length) is not { } length)
        {
            return null;
        }

        using MemoryStream content = new(length);
        foreach (TableEntity row in rows)
        {
            for (int property = 0; content.Length < length && row.GetBinary(PropertyName(property)) is { } bytes; property++)
            {
                content.Write(bytes);
            }
        }

        // Not null alone, which would become an empty memory.
        return content.Length == length ? content.GetBuffer().AsMemory(0, length) : (ReadOnlyMemory<byte>?)null;
    }

    /// <summary>The properties that hold a part of a row's content.</summary>
    public static IEnumerable<string> PropertiesOf(int offset, int count) => Enumerable
        .Range(offset / LargestProperty, ((offset + count - 1) / LargestProperty) - (offset / LargestProperty) + 1)
        .Select(PropertyName);

    /// <summary>A part of a row's content, of which the properties that hold it were read; null when one is missing.</summary>
    public static ReadOnlyMemory<byte>? Slice(TableEntity row, int offset, int count)
    {
        byte[] content = new byte[count];
        int filled = 0;
        foreach (string property in PropertiesOf(offset, count))
        {
            int start = (offset + filled) % LargestProperty;
            if (row.GetBinary(property) is not { } bytes || bytes.Length < Math.Min(start + count - filled, LargestProperty))
            {
                return null;
            }

            int length = Math.Min(bytes.Length - start, count - filled);
            bytes.AsSpan(start, length).CopyTo(content.AsSpan(filled));
            filled += length;
        }

        return content;
    }

    private static string PropertyName(int index) => index.ToString("'D'00", CultureInfo.InvariantCulture);
}
