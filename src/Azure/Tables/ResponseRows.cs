using System.Globalization;
using System.Text;
using Azure.Data.Tables;
using LlmFunctions.Conversations;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>
/// A response as rows. A property holds 64 KiB and an entity 1 MiB: so the content is cut into properties, and into as
/// many rows as it takes. The first row says how much there is.
/// </summary>
internal static class ResponseRows
{
    private const int LargestProperty = 64 * 1024;

    // 704 KiB, because the emulator counts the row as it is sent: in base64, a third more.
    private const int PropertiesARow = 11;
    private const int LargestRow = LargestProperty * PropertiesARow;

    private const string CreatedAt = "CreatedAt";
    private const string InputLength = "InputLength";
    private const string PreviousLength = "PreviousLength";
    private const string Length = "Length";

    public const string ExpiresAt = "ExpiresAt";

    // An underscore is in no app's name.
    public static string Partition(string app, string id) => $"{app}_{id}";

    public static string RowKey(int index) => index.ToString("D4", CultureInfo.InvariantCulture);

    public static IReadOnlyList<TableEntity> Split(StoredResponse response)
    {
        byte[] previous = Encoding.ASCII.GetBytes(string.Join(',', response.PreviousIds));
        byte[] content = [.. previous, .. response.Input.Span, .. response.Response.Span];
        string partition = Partition(response.App, response.Id);
        List<TableEntity> rows = [];
        for (int start = 0; start == 0 || start < content.Length; start += LargestRow)
        {
            TableEntity row = new(partition, RowKey(rows.Count));
            int end = Math.Min(start + LargestRow, content.Length);
            for (int property = 0, from = start; from < end; property++, from += LargestProperty)
            {
                row[PropertyName(property)] = content[from..Math.Min(from + LargestProperty, end)];
            }

            rows.Add(row);
        }

        rows[0][CreatedAt] = response.CreatedAt;
        rows[0][ExpiresAt] = response.ExpiresAt;
        rows[0][PreviousLength] = previous.Length;
        rows[0][InputLength] = response.Input.Length;
        rows[0][Length] = content.Length;
        return rows;
    }

    /// <summary>Puts a response together again; null when rows are missing, because it is just being written or deleted.</summary>
    public static StoredResponse? Join(string app, string id, IReadOnlyList<TableEntity> rows)
    {
        if (rows is not [{ RowKey: "0000" } first, ..] || first.GetInt32(Length) is not { } length)
        {
            return null;
        }

        using MemoryStream content = new(length);
        foreach (TableEntity row in rows)
        {
            for (int property = 0; row.GetBinary(PropertyName(property)) is { } bytes; property++)
            {
                content.Write(bytes);
            }
        }

        if (content.Length != length)
        {
            return null;
        }

        ReadOnlyMemory<byte> all = content.GetBuffer().AsMemory(0, length);
        int previous = first.GetInt32(PreviousLength)!.Value;
        int input = first.GetInt32(InputLength)!.Value;
        return new StoredResponse
        {
            Id = id,
            App = app,
            CreatedAt = first.GetDateTimeOffset(CreatedAt)!.Value,
            ExpiresAt = first.GetDateTimeOffset(ExpiresAt)!.Value,
            PreviousIds = previous == 0 ? [] : Encoding.ASCII.GetString(all.Span[..previous]).Split(','),
            Input = all.Slice(previous, input),
            Response = all[(previous + input)..],
        };
    }

    private static string PropertyName(int index) => index.ToString("'D'00", CultureInfo.InvariantCulture);
}
