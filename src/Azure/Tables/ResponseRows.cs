using System.Globalization;
using System.Text;
using Azure.Data.Tables;
using LlmFunctions.Conversations;

namespace LlmFunctions.AzureServices.Tables;

/// <summary>A response as rows.</summary>
internal static class ResponseRows
{
    private const string CreatedAt = "CreatedAt";
    private const string InputLength = "InputLength";
    private const string PreviousLength = "PreviousLength";

    public const string ExpiresAt = "ExpiresAt";

    // An underscore is in no app's name.
    public static string Partition(string app, string id) => $"{app}_{id}";

    public static string RowKey(int index) => index.ToString("D4", CultureInfo.InvariantCulture);

    public static IReadOnlyList<TableEntity> Split(StoredResponse response)
    {
        byte[] previous = Encoding.ASCII.GetBytes(string.Join(',', response.PreviousIds));
        byte[] content = [.. previous, .. response.Input.Span, .. response.Response.Span];
        List<TableEntity> rows = ContentRows.Split(Partition(response.App, response.Id), RowKey, content);
        rows[0][CreatedAt] = response.CreatedAt;
        rows[0][ExpiresAt] = response.ExpiresAt;
        rows[0][PreviousLength] = previous.Length;
        rows[0][InputLength] = response.Input.Length;
        return rows;
    }

    /// <summary>Puts a response together again; null when rows are missing, because it is just being written or deleted.</summary>
    public static StoredResponse? Join(string app, string id, IReadOnlyList<TableEntity> rows)
    {
        if (rows is not [{ RowKey: "0000" } first, ..] || ContentRows.Join(rows) is not { } all)
        {
            return null;
        }

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
}
