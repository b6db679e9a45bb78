using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Gemini;

/// <summary>Collects the parts of one candidate: of a whole answer, or event by event of a streamed one.</summary>
internal sealed class GeminiAnswerParts(int candidateIndex)
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _thinking = new();
    private readonly List<ThinkingBlock> _blocks = [];
    private readonly List<ToolCall> _calls = [];
    private readonly List<JsonElement> _images = [];
    private readonly List<JsonElement> _others = [];
    private readonly StringBuilder _unsignedThinking = new();
    private string? _signature;
    private int _callCount;

    public bool HasToolCalls => _callCount > 0;

    public void Add(JsonElement candidate, string responseId)
    {
        foreach (JsonElement part in candidate.Object("content")?.Items("parts") ?? [])
        {
            AddPart(part, responseId);
        }
    }

    public ChatMessage ToMessage() => new()
    {
        Role = "assistant",
        Content = _text.Length > 0 || _calls.Count == 0 ? MessageContent.FromText(_text.ToString()) : null,
        ReasoningContent = _thinking.Length > 0 ? _thinking.ToString() : null,
        ThinkingBlocks = _blocks.Count > 0 ? _blocks : null,
        ToolCalls = _calls.Count > 0 ? [.. _calls.Select(static call => call with { Index = null })] : null,
        Extra = Extra(),
    };

    /// <summary>What came since the last call; null when nothing did.</summary>
    public ChatDelta? TakeDelta()
    {
        ChatDelta delta = new()
        {
            Content = _text.Length > 0 ? _text.ToString() : null,
            ReasoningContent = _thinking.Length > 0 ? _thinking.ToString() : null,
            ThinkingBlocks = _blocks.Count > 0 ? [.. _blocks] : null,
            ToolCalls = _calls.Count > 0 ? [.. _calls] : null,
            Extra = Extra(),
        };
        _text.Clear();
        _thinking.Clear();
        _blocks.Clear();
        _calls.Clear();
        _images.Clear();
        _others.Clear();
        _signature = null;
        return delta is { Content: null, ReasoningContent: null, ThinkingBlocks: null, ToolCalls: null, Extra: null } ? null : delta;
    }

    /// <param name="part">The part.</param>
    /// <param name="responseId">What the ids of calls without one are made of.</param>
    /// <param name="isSigned">Whether its signature, if any, is Gemini's.</param>
    public void AddPart(JsonElement part, string responseId, bool isSigned = true)
    {
        string? signature = isSigned ? part.String("thoughtSignature") : null;
        if (part.Object("functionCall") is { } call)
        {
            _calls.Add(ToolCallOf(call, signature, responseId));
            _callCount++;
        }
        else if (part.String("text") is { } text)
        {
            AddText(text, part.Boolean("thought") is true, signature);
        }
        else if (part.Object("inlineData") is { } blob && blob.String("mimeType")?.StartsWith("image/", StringComparison.Ordinal) is true)
        {
            _images.Add(ImageOf(blob));
            _signature = signature ?? _signature;
        }
        else
        {
            _others.Add(part);
        }
    }

    private void AddText(string text, bool isThought, string? signature)
    {
        if (!isThought)
        {
            _text.Append(text);
            _signature = signature ?? _signature;
            return;
        }

        _thinking.Append(text);
        _unsignedThinking.Append(text);
        if (signature is not null)
        {
            _blocks.Add(GeminiExtra.Block(_unsignedThinking.ToString(), signature));
            _unsignedThinking.Clear();
        }
    }

    // Older models give no ids: the answer's own id keeps those of one conversation apart.
    private ToolCall ToolCallOf(JsonElement call, string? signature, string responseId) => new()
    {
        Index = _callCount,
        Id = call.String("id") is { Length: > 0 } id ? id
            : string.Join('_', ((string[])["call", responseId, candidateIndex > 0 ? $"c{candidateIndex}" : "", $"{_callCount}"]).Where(static word => word.Length > 0)),
        Type = ToolDefinition.FunctionType,
        Function = new FunctionCall { Name = call.String("name") ?? "", Arguments = Compact(call.Object("args")) },
        Extra = GeminiExtra.OfMessage(signature, []),
    };

    // Google indents whole answers; OpenAI's arguments are one line.
    private static string Compact(JsonElement? arguments) =>
        arguments is { } value ? Encoding.UTF8.GetString(JsonBody.Write(value.WriteTo).Span) : "{}";

    /// <summary>OpenAI's chat has no place for images in an answer; OpenRouter's and LiteLLM's is <c>images</c>.</summary>
    private static JsonElement ImageOf(JsonElement blob) => JsonElement.Parse(JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, ContentPart.ImageType);
        writer.WriteStartObject("image_url"u8);
        writer.WriteString("url"u8, $"data:{blob.String("mimeType")};base64,{blob.String("data")}");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }).Span);

    private Dictionary<string, JsonElement>? Extra()
    {
        Dictionary<string, JsonElement>? extra = GeminiExtra.OfMessage(_signature, _others);
        if (_images.Count > 0)
        {
            extra ??= [];
            extra["images"] = JsonElement.Parse(JsonBody.Write(writer =>
            {
                writer.WriteStartArray();
                foreach (JsonElement image in _images)
                {
                    image.WriteTo(writer);
                }

                writer.WriteEndArray();
            }).Span);
        }

        return extra;
    }
}
