using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using LlmFunctions.Functions.Description;

namespace LlmFunctions.Functions.Tests.Description.Support;

/// <summary>Compares what went over the wire with what the document says of it.</summary>
internal static class Contract
{
    // What servers say of their own, in HTTP's words.
    private static readonly string[] HttpHeaders = ["Content-Type", "Content-Length", "Date", "Connection", "Transfer-Encoding", "Server"];

    private const string GrowingArray = "a JSON array that grows";

    // Parameters that are keys: the document has them as security schemes.
    private static readonly string[] KeyParameters = ["key"];

    /// <summary>What is not as the document says; nothing when all is.</summary>
    public static IReadOnlyList<string> Violations(ApiDocument document, Exchange exchange, bool takesAnyRequest = false)
    {
        if (document.Find(exchange.Method, exchange.Path) is not { } operation)
        {
            return takesAnyRequest || IsNothing(document, exchange) ? [] : [$"{exchange.Method} {exchange.Path} is answered with {exchange.Status}, and the document does not have it"];
        }

        List<string> found = [];
        if (document.Response(operation, exchange.Status) is not { } response)
        {
            // Nobody is there any more to see this one.
            return exchange.IsCut ? [] : [$"{operation}: status {exchange.Status} is not documented"];
        }

        found.AddRange(OfHeaders(document, exchange, response));
        if (!exchange.IsCut)
        {
            found.AddRange(OfBody(document, exchange, response));
        }

        if (exchange.Status < 400 && !takesAnyRequest)
        {
            found.AddRange(OfRequest(document, operation, exchange));
        }

        return [.. found.Select(problem => $"{operation}, {exchange.Status}: {problem}")];
    }

    /// <summary>Where there is nothing, the host says so without a word, and a function that takes every path of a kind in its dialect.</summary>
    private static bool IsNothing(ApiDocument document, Exchange exchange) =>
        exchange.Status == 404 && (exchange.Body.Length == 0 || !OfJson(document, document.Schema("GeminiError"), exchange.Body).Any());

    private static IEnumerable<string> OfHeaders(ApiDocument document, Exchange exchange, JsonElement response)
    {
        Dictionary<string, JsonElement> documented = response.TryGetProperty("headers", out JsonElement headers)
            ? headers.EnumerateObject().ToDictionary(static header => header.Name, header => document.Resolve(header.Value), StringComparer.OrdinalIgnoreCase)
            : [];
        foreach ((string name, string value) in exchange.Headers.Where(static header => !HttpHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase)))
        {
            if (!documented.TryGetValue(name, out JsonElement header))
            {
                yield return $"the header {name} is not documented";
                continue;
            }

            foreach (string problem in document.Check(header.GetProperty("schema"), Text(value)))
            {
                yield return $"the header {name} is '{value}': {problem}";
            }
        }

        foreach ((string name, _) in documented.Where(header => header.Value.TryGetProperty("required", out JsonElement required) && required.GetBoolean() && !exchange.Headers.ContainsKey(header.Key)))
        {
            yield return $"the header {name} is missing";
        }
    }

    private static IEnumerable<string> OfBody(ApiDocument document, Exchange exchange, JsonElement response)
    {
        if (!response.TryGetProperty("content", out JsonElement contents))
        {
            return exchange.Body.Length == 0 ? [] : ["a body is not documented"];
        }

        string type = exchange.Headers.GetValueOrDefault("Content-Type", "").Split(';')[0].Trim();
        if (exchange.Body.Length == 0 && !contents.TryGetProperty(Content.JsonType, out _))
        {
            // Such as a file in which there is nothing.
            return [];
        }

        if (!contents.TryGetProperty(type, out JsonElement content))
        {
            return [$"the content type '{type}' is not documented"];
        }

        bool isStream = content.TryGetProperty(DocumentWriter.EventSchema, out JsonElement schema);
        schema = isStream ? schema : content.GetProperty("schema");
        return Documents(isStream && type == Content.JsonType ? GrowingArray : type, exchange.Body).SelectMany(body => OfJson(document, schema, body)).Distinct();
    }

    private static IEnumerable<string> OfRequest(ApiDocument document, ApiOperation operation, Exchange exchange)
    {
        JsonElement[] parameters = [.. operation.Json.GetProperty("parameters").EnumerateArray().Select(document.Resolve)];
        Dictionary<string, JsonElement> query = Parameters(parameters, "query");
        Dictionary<string, JsonElement> headers = Parameters(parameters, "header");
        foreach ((string name, string value) in exchange.Query.Where(static pair => !KeyParameters.Contains(pair.Key)))
        {
            foreach (string problem in query.TryGetValue(name, out JsonElement parameter) ? OfText(document, parameter.GetProperty("schema"), value) : ["is not documented"])
            {
                yield return $"the query parameter '{name}' with '{value}': {problem}";
            }
        }

        foreach ((string name, string value) in exchange.RequestHeaders.Where(static pair => pair.Key.StartsWith("x-llm-", StringComparison.OrdinalIgnoreCase)))
        {
            foreach (string problem in headers.TryGetValue(name, out JsonElement parameter) ? OfText(document, parameter.GetProperty("schema"), value) : ["is not documented"])
            {
                yield return $"the request header {name} with '{value}': {problem}";
            }
        }

        if (!operation.Json.TryGetProperty("requestBody", out JsonElement body))
        {
            if (exchange.RequestBody.Length > 0)
            {
                yield return "a request body is not documented";
            }

            yield break;
        }

        JsonProperty content = body.GetProperty("content").EnumerateObject().First();
        if (content.Name == Content.JsonType)
        {
            foreach (string problem in OfJson(document, content.Value.GetProperty("schema"), exchange.RequestBody))
            {
                yield return $"the request: {problem}";
            }
        }
    }

    private static IEnumerable<string> OfJson(ApiDocument document, JsonElement schema, ReadOnlyMemory<byte> body)
    {
        JsonElement value;
        try
        {
            value = JsonElement.Parse(WithoutMark(body.Span), new JsonDocumentOptions { AllowDuplicateProperties = true });
        }
        catch (JsonException exception)
        {
            return [$"it is no JSON: {exception.Message}"];
        }

        return document.Check(schema, value);
    }

    /// <summary>The JSON documents that a body consists of.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Documents(string type, byte[] body) => type switch
    {
        Content.JsonType => [body],
        GrowingArray => Items(Encoding.UTF8.GetString(body)),
        Content.EventsType => SseParser.Create(new MemoryStream(body)).Enumerate().Select(static item => item.Data).Where(static data => data is not ("[DONE]" or "")).Select(static data => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(data)),
        Content.LinesType => Encoding.UTF8.GetString(body).Split('\n').Where(static line => !string.IsNullOrWhiteSpace(line)).Select(static line => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(line)),
        _ => [],
    };

    /// <summary>One that broke off is not closed, and its last item is the error, which the schema of items knows.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Items(string array) =>
        JsonElement.Parse(array.TrimEnd().EndsWith(']') ? array : array + "]").EnumerateArray().Select(static item => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(item.GetRawText()));

    /// <summary>Checks what is text on the wire and may stand for a number.</summary>
    private static IReadOnlyList<string> OfText(ApiDocument document, JsonElement schema, string value)
    {
        bool isNumber = schema.TryGetProperty("type", out JsonElement type) && type.ValueEquals("integer");
        return isNumber && long.TryParse(value, out long number) ? document.Check(schema, JsonElement.Parse(number.ToString(System.Globalization.CultureInfo.InvariantCulture))) : document.Check(schema, Text(value));
    }

    private static Dictionary<string, JsonElement> Parameters(JsonElement[] all, string place) =>
        all.Where(parameter => parameter.GetProperty("in").ValueEquals(place)).ToDictionary(static parameter => parameter.GetProperty("name").GetString()!, StringComparer.OrdinalIgnoreCase);

    private static JsonElement Text(string value) => JsonElement.Parse($"\"{JsonEncodedText.Encode(value)}\"");

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) => body is [0xEF, 0xBB, 0xBF, ..] ? body[3..] : body;
}
