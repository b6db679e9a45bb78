using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Responses;

/// <summary>A turn of the model in a conversation, put together from its items: reasoning, messages, calls.</summary>
internal sealed class ResponsesAssistant(string path)
{
    private readonly List<ContentPart> _parts = [];
    private readonly List<ThinkingBlock> _blocks = [];
    private readonly List<ToolCall> _calls = [];
    private readonly StringBuilder _thoughts = new();
    private readonly Dictionary<string, JsonElement> _callExtras = new(StringComparer.Ordinal);
    private Dictionary<string, JsonElement>? _extra;
    private string? _refusal;

    /// <summary>Where in the request its first item is.</summary>
    public string Path => path;

    public bool HasCalls => _calls.Count > 0;

    public bool HasSaidSomething => _parts.Count > 0 || _refusal is not null;

    public void AddText(string text) => _parts.Add(ContentPart.OfText(text));

    public void AddRefusal(string refusal) => _refusal += refusal;

    public void AddImage(string url)
    {
        JsonElement image = JsonSerializer.SerializeToElement(ContentPart.OfImage(url), ChatJson.Strict.ContentPart);
        JsonElement[] images = _extra?.TryGetValue("images", out JsonElement known) is true ? [.. known.EnumerateArray(), image] : [image];
        Keep("images", JsonElement.Parse($"[{string.Join(',', images.Select(static item => item.GetRawText()))}]"));
    }

    public void AddReasoning(string summary, ResponsesSeal? seal)
    {
        string text = seal?.Block?.Thinking ?? summary;
        if (_thoughts.Length > 0 && text.Length > 0)
        {
            _thoughts.Append("\n\n");
        }

        _thoughts.Append(text);
        if (seal?.Block is { } block)
        {
            _blocks.Add(block);
        }

        foreach ((string id, JsonElement extra) in seal?.Calls ?? new Dictionary<string, JsonElement>())
        {
            _callExtras[id] = extra;
        }

        foreach (JsonProperty property in seal?.Message?.EnumerateObject().AsEnumerable() ?? [])
        {
            Keep(property.Name, property.Value);
        }
    }

    public void AddCall(string id, string name, string arguments) => _calls.Add(new ToolCall
    {
        Id = id,
        Type = ToolDefinition.FunctionType,
        Function = new FunctionCall { Name = name, Arguments = arguments },
        Extra = _callExtras.Remove(id, out JsonElement extra)
            ? extra.EnumerateObject().ToDictionary(static property => property.Name, static property => property.Value)
            : null,
    });

    public ChatMessage ToMessage() => new()
    {
        Role = "assistant",
        Content = _parts is [{ Text: { } text }] ? MessageContent.FromText(text)
            : _parts.Count > 0 ? MessageContent.FromParts(_parts)
            : HasCalls || _refusal is not null ? null
            : MessageContent.FromText(""),
        Refusal = _refusal,
        ReasoningContent = _thoughts.Length > 0 ? _thoughts.ToString() : null,
        ThinkingBlocks = _blocks.Count > 0 ? _blocks : null,
        ToolCalls = HasCalls ? _calls : null,
        Extra = _extra,
    };

    private void Keep(string name, JsonElement value) => (_extra ??= [])[name] = value;
}
