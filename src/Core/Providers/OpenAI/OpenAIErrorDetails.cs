using System.Globalization;
using System.Text.Json;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>What an error body says.</summary>
internal sealed record OpenAIErrorDetails
{
    public string? Message { get; init; }

    public string? Code { get; init; }

    public string? Type { get; init; }

    public string? Param { get; init; }

    /// <summary>The HTTP status that the body itself names.</summary>
    public int? Status => int.TryParse(Code, NumberStyles.None, CultureInfo.InvariantCulture, out int status) && status is >= 400 and < 600 ? status : null;

    /// <summary>Reads the shapes that providers are known to send; null when the JSON is not an error.</summary>
    public static OpenAIErrorDetails? Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => new OpenAIErrorDetails { Message = json.GetString() },
        JsonValueKind.Array when json.GetArrayLength() > 0 => Read(json[0]),
        JsonValueKind.Object => ReadObject(json),
        _ => null,
    };

    private static OpenAIErrorDetails? ReadObject(JsonElement json)
    {
        if (json.Property("error") is { } error)
        {
            // OpenAI and most; xAI and LM Studio put the text in error and the code, if any, beside it.
            return error.ValueKind == JsonValueKind.Object ? Flat(error) : Flat(json) with { Message = TextOf(error) };
        }

        if (json.Object("Response")?.Object("Error") is { } tencent)
        {
            return new OpenAIErrorDetails { Message = tencent.String("Message"), Code = tencent.String("Code") };
        }

        if (json.Property("error_msg") is { } baidu)
        {
            return new OpenAIErrorDetails { Message = TextOf(baidu), Code = CodeOf(json.Property("error_code")) };
        }

        bool isError = json.Property("detail") is not null || (json.Property("message") is not null && json.Property("choices") is null);
        return isError ? Flat(json) : null;
    }

    private static OpenAIErrorDetails Flat(JsonElement error)
    {
        JsonElement? detail = error.Property("detail") ?? error.Object("message")?.Property("detail");
        string? message = detail is { } found ? Pydantic(found)
            : error.Property("message") is { } text ? TextOf(text)
            : error.Property("detail") is { } plain ? TextOf(plain)
            : null;

        // OpenRouter says only that "the provider returned an error"; the cause is in the metadata.
        if (error.Object("metadata")?.String("raw") is { Length: > 0 } raw)
        {
            message = $"{message}: {raw}";
        }

        return new OpenAIErrorDetails
        {
            Message = message,
            Code = CodeOf(error.Property("code")),
            Type = error.String("type"),
            Param = error.String("param") ?? (detail is { } list ? PydanticParam(list) : null),
        };
    }

    /// <summary>FastAPI's validation errors: a list of <c>{"loc":["body","messages",0,"role"],"msg":"…"}</c>.</summary>
    private static string Pydantic(JsonElement detail) => detail.ValueKind == JsonValueKind.Array
        ? string.Join("; ", detail.EnumerateArray().Select(static item => $"{Location(item)}: {item.String("msg") ?? TextOf(item)}"))
        : TextOf(detail);

    private static string? PydanticParam(JsonElement detail) =>
        detail.ValueKind == JsonValueKind.Array && detail.GetArrayLength() > 0 ? Location(detail[0]) : null;

    private static string Location(JsonElement item)
    {
        string path = string.Concat(item.Items("loc")
            .SkipWhile(static (step, index) => index == 0 && step.ValueKind == JsonValueKind.String && step.ValueEquals("body"))
            .Select(static step => step.ValueKind == JsonValueKind.Number ? $"[{step.GetRawText()}]" : $".{TextOf(step)}"));
        return path.TrimStart('.');
    }

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static string? CodeOf(JsonElement? code) => code is { ValueKind: JsonValueKind.String or JsonValueKind.Number } value ? TextOf(value) : null;
}
