using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>Reads a <c>GenerateContentRequest</c>. What of it only Gemini knows goes to Gemini with the body, and is named where another provider answers.</summary>
internal static class GeminiRequestReader
{
    private const string Prefix = "models/";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <param name="body">The body.</param>
    /// <param name="model">The model that the path names; null when only the body can.</param>
    /// <param name="isStreaming">Whether the path asks for a stream.</param>
    public static GeminiCall Read(ReadOnlyMemory<byte> body, string? model, bool isStreaming) =>
        Read(Parse(ref body), body, model, isStreaming);

    /// <summary>Reads a <c>CountTokensRequest</c>, which has the contents itself or in a whole request.</summary>
    public static ClientRequest ReadCount(ReadOnlyMemory<byte> body, string model)
    {
        GeminiField request = Parse(ref body);
        return request["generateContentRequest"] is { } whole
            ? Read(whole.Object(), body, model, isStreaming: false).Request
            : Read(request, body, model, isStreaming: false).Request;
    }

    private static GeminiCall Read(GeminiField request, ReadOnlyMemory<byte> body, string? model, bool isStreaming)
    {
        GeminiNatives natives = new();
        ChatRequest chat = new() { Model = Model(request, model), Stream = isStreaming, IsForeign = true };
        GeminiContents contents = new(natives, hasCachedContent: request["cachedContent"] is not null);
        if (request["systemInstruction"] is { } instruction)
        {
            contents.AddSystem(instruction);
        }

        contents.AddContents(request.Required("contents", "at least one content is needed"));
        chat.Messages = contents.Messages;
        GeminiToolsReader.Read(request, chat, natives);
        bool includesThoughts = request["generationConfig"] is { } config && GeminiConfigReader.Read(config, chat, natives);
        foreach ((string name, GeminiField field) in request.Properties())
        {
            ReadOther(name, field, chat, natives);
        }

        ReadOnlyMemory<byte> passed = natives.HasForeignSignatures ? GeminiForeignSignatures.Remove(body) : body;
        return new GeminiCall(new ClientRequest(chat, passed) { NativeFields = natives.Fields, NativeOnly = natives.Only }, includesThoughts);
    }

    private static void ReadOther(string name, GeminiField field, ChatRequest chat, GeminiNatives natives)
    {
        switch (name)
        {
            case "model" or "contents" or "systemInstruction" or "tools" or "toolConfig" or "generationConfig":
                break;
            case "cachedContent":
                _ = field.Text();
                // It is a part of the conversation.
                natives.Require(field, name);
                break;
            case var extension when GeminiExtensions.TryRead(extension, field, chat):
                break;
            default:
                natives.Drop(field);
                break;
        }
    }

    public static string Model(GeminiField request, string? model)
    {
        if (model is null)
        {
            return PlainModel(request.Required("model").Text()) is { Length: > 0 } named ? named : throw request["model"]!.Value.Invalid("must not be empty");
        }

        string wanted = PlainModel(model);
        return request["model"] is { } field && PlainModel(field.Text()) != wanted
            ? throw field.Invalid($"must be the model of the path, '{wanted}'")
            : wanted;
    }

    /// <summary>The id of a model, with or without Google's prefix.</summary>
    public static string PlainModel(string model) => model.StartsWith(Prefix, StringComparison.Ordinal) ? model[Prefix.Length..] : model;

    public static GeminiField Parse(ref ReadOnlyMemory<byte> body)
    {
        body = body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "The request body is empty; it must be a JSON object.");
        }

        JsonErrors.RefuseBrokenText(body.Span);
        try
        {
            return new GeminiField(GeminiNames.ToCamelCase(JsonElement.Parse(body.Span, Strict)), "").Object();
        }
        catch (JsonException exception)
        {
            throw GeminiDuplicates.Find(body.Span) is { } twice
                ? new GatewayException(ErrorKind.InvalidRequest, $"'{twice}' is given more than once.", twice, exception)
                : JsonErrors.Explain(exception, body.Span);
        }
    }
}
