using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Azure.Core;

namespace Azure.Data.Tables.Wire;

/// <summary>Reads code and message of a failed call, and the index of the failed action that the message of a transaction begins with.</summary>
internal sealed class ErrorParser : RequestFailedDetailsParser
{
    public static readonly ErrorParser Instance = new();

    public override bool TryParse(Response response, [NotNullWhen(true)] out ResponseError? error, out IDictionary<string, string>? data)
    {
        error = null;
        data = null;
        if (response.ContentStream is null)
        {
            return false;
        }

        ReadOnlyMemory<byte> content = response.Content.ToMemory();
        if (content.IsEmpty)
        {
            return false;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(content);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("odata.error", out JsonElement detail)
                || detail.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            string? code = detail.TryGetProperty("code", out JsonElement codeElement) ? codeElement.GetString() : null;
            string? message = detail.TryGetProperty("message", out JsonElement texts) && texts.TryGetProperty("value", out JsonElement text)
                ? text.GetString()
                : null;
            data = new Dictionary<string, string>();
            int colon = message?.IndexOf(':', StringComparison.Ordinal) ?? -1;
            if (colon > 0 && int.TryParse(message.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            {
                data[TableTransactionFailedException.FailedIndexKey] = index.ToString(CultureInfo.InvariantCulture);
            }

            error = new ResponseError(code, message);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Proxies answer with HTML or half a body: the status is then all there is to tell.
            return false;
        }
    }
}
