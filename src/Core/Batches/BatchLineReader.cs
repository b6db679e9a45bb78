using System.Globalization;
using System.Text.Json;
using LlmFunctions.Dialects;
using LlmFunctions.Errors;

namespace LlmFunctions.Batches;

/// <summary>Reads the lines of a batch's input. What is in their bodies is the endpoint's business, and a mistake there is one line's failure only.</summary>
public static class BatchLineReader
{
    /// <summary>The most characters that a <c>custom_id</c> may have.</summary>
    public const int LongestId = 512;

    private static readonly string[] Fields = ["custom_id", "method", "url", "body"];

    /// <param name="text">The line.</param>
    /// <param name="number">Which line of the file it is, from 1.</param>
    /// <param name="endpoint">The endpoint that the batch is for.</param>
    /// <param name="error">Why the line makes no sense; null when it does.</param>
    public static BatchLine? Read(ReadOnlyMemory<byte> text, int number, BatchEndpoint endpoint, out BatchError? error)
    {
        error = null;
        string code = "invalid_json_line";
        try
        {
            RequestValue root = RequestValue.Parse(text);
            code = "missing_required_parameter";
            foreach (string field in Fields)
            {
                root.Required(field);
            }

            code = "invalid_request";
            string id = root.Required("custom_id").Word();
            string method = root.Required("method").Text();
            string url = root.Required("url").Text();
            RequestValue body = root.Required("body").AsObject();
            error = Check(id, method, url, body.Json, endpoint);
            return error is null ? new BatchLine(id, body.Json) : null;
        }
        catch (GatewayException exception)
        {
            error = new BatchError(code, exception.Message.Replace("The request body", "The line", StringComparison.Ordinal), exception.Error.Param);
            return null;
        }
        finally
        {
            error = error is null ? null : error with { Line = number };
        }
    }

    private static BatchError? Check(string id, string method, string url, JsonElement body, BatchEndpoint endpoint)
    {
        if (id.Length > LongestId)
        {
            return new BatchError("invalid_request", string.Create(CultureInfo.InvariantCulture, $"'custom_id' has more than {LongestId} characters."), "custom_id");
        }

        if (method != "POST")
        {
            return new BatchError("invalid_method", "'method' must be POST.", "method");
        }

        if (url != BatchEndpoints.PathOf(endpoint))
        {
            return new BatchError("mismatched_endpoint", $"'url' must be the endpoint of the batch, which is {BatchEndpoints.PathOf(endpoint)}.", "url");
        }

        return body.TryGetProperty("stream"u8, out JsonElement stream) && stream.ValueKind == JsonValueKind.True
            ? new BatchError("invalid_request", "'body.stream' must not be true: the answer becomes a line of a file.", "body.stream")
            : null;
    }
}
