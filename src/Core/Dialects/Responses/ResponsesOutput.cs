using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Conversations;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.Responses;

/// <summary>
/// Puts an answer, whole or in pieces, together from its items: reasoning, then text, then calls, in the order in which
/// they come. One item grows at a time, but for parallel calls whose pieces a provider mixes.
/// </summary>
/// <param name="key">What the ids of the items are made of.</param>
/// <param name="events">Told of every change; null when the answer is whole.</param>
internal sealed class ResponsesOutput(string key, ResponsesEvents? events)
{
    private const string ExtraContent = "extra_content";

    private readonly List<ResponsesItem> _items = [];

    public IReadOnlyList<ResponsesItem> Items => _items;

    public bool HasCalls => _items.Exists(static item => item.Kind == ResponsesItemKind.Call);

    private ResponsesItem? Open => _items is [.., { IsDone: false } last] ? last : null;

    public void Add(ChatDelta delta, JsonElement? logprobs)
    {
        AddReasoning(delta.ReasoningContent);
        foreach (ThinkingBlock block in delta.ThinkingBlocks ?? [])
        {
            Sign(block);
        }

        AddText(delta.Content, isRefusal: false, logprobs?.Items("content") ?? []);
        AddText(delta.Refusal, isRefusal: true, []);
        AddExtra(delta.Extra);
        foreach (ToolCall call in delta.ToolCalls ?? [])
        {
            AddCall(call);
        }
    }

    public void Add(ChatMessage message, JsonElement? logprobs)
    {
        int signed = 0;
        foreach (ThinkingBlock block in message.ThinkingBlocks ?? [])
        {
            AddReasoning(block.Thinking);
            Sign(block);
            signed += block.Thinking?.Length ?? 0;
        }

        // Thoughts that were not signed follow those that were.
        AddReasoning(message.ReasoningContent is { } thoughts && thoughts.Length > signed ? thoughts[signed..] : null);
        AddText(message.Content?.AsText(), isRefusal: false, logprobs?.Items("content") ?? []);
        AddText(message.Refusal, isRefusal: true, []);
        AddExtra(message.Extra);
        int index = 0;
        foreach (ToolCall call in message.ToolCalls ?? [])
        {
            AddCall(call with { Index = index++ });
        }
    }

    /// <summary>Ends what is still growing.</summary>
    /// <param name="isCut">Whether the answer did not come to its own end.</param>
    public void End(bool isCut)
    {
        for (int i = 0; i < _items.Count; i++)
        {
            if (!_items[i].IsDone)
            {
                _items[i].IsIncomplete = isCut && (i == _items.Count - 1 || _items[i].Kind == ResponsesItemKind.Call);
                Close(_items[i]);
            }
        }
    }

    private void AddReasoning(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        ResponsesItem item = Open is { Kind: ResponsesItemKind.Reasoning } open ? open : Begin(ResponsesItemKind.Reasoning, "rs_");
        if (!item.HasText)
        {
            events?.SummaryAdded(item);
        }

        item.Append(text);
        events?.SummaryDelta(item, text);
    }

    /// <summary>Ends the thinking that is growing with its signature, or adds what was thought unseen.</summary>
    private void Sign(ThinkingBlock block)
    {
        ResponsesItem item = block.Data is null && Open is { Kind: ResponsesItemKind.Reasoning } open ? open : Begin(ResponsesItemKind.Reasoning, "rs_");
        item.Seal = new ResponsesSeal { Block = block };
        Close(item);
    }

    private void AddText(string? text, bool isRefusal, IEnumerable<JsonElement> logprobs)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        ResponsesItem item = Open is { Kind: ResponsesItemKind.Message } open ? open : Begin(ResponsesItemKind.Message, "msg_");
        if (item.Parts is not [.., var part] || part.IsRefusal != isRefusal)
        {
            EndPart(item);
            item.Parts.Add(part = new ResponsesPart(isRefusal, item.Parts.Count));
            events?.PartAdded(item, part);
        }

        JsonElement[] probabilities = [.. logprobs];
        part.Append(text);
        part.Logprobs.AddRange(probabilities);
        events?.PartDelta(item, part, text, probabilities);
    }

    private void AddExtra(IDictionary<string, JsonElement>? extra)
    {
        if (extra is null)
        {
            return;
        }

        if (extra.TryGetValue("annotations", out JsonElement annotations) && annotations.ValueKind == JsonValueKind.Array && Open is { Parts: [.., { IsRefusal: false } part] } message)
        {
            foreach (JsonElement annotation in annotations.EnumerateArray())
            {
                part.Annotations.Add(ResponsesAnnotation.Of(annotation));
                events?.AnnotationAdded(message, part, part.Annotations[^1]);
            }
        }

        if (extra.TryGetValue("images", out JsonElement images) && images.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement image in images.EnumerateArray())
            {
                AddImage(image);
            }
        }

        if (extra.TryGetValue(ExtraContent, out JsonElement content))
        {
            ResponsesItem item = Begin(ResponsesItemKind.Reasoning, "rs_");
            item.Seal = new ResponsesSeal { Message = Wrap(content) };
            Close(item);
        }
    }

    private void AddImage(JsonElement image)
    {
        if (ResponsesImage.Of(image) is { } inline)
        {
            ResponsesItem item = Begin(ResponsesItemKind.Image, "ig_", format: inline.Format);
            item.Append(inline.Data);
            Close(item);
        }
        else if (image.Object("image_url")?.String("url") is { } url)
        {
            AddText($"![]({url})", isRefusal: false, []);
        }
    }

    private void AddCall(ToolCall piece)
    {
        int index = piece.Index ?? 0;
        ResponsesItem? item = _items.FindLast(item => item.Kind == ResponsesItemKind.Call && item.CallIndex == index);
        if (item is null)
        {
            if (piece.Extra?.TryGetValue(ExtraContent, out JsonElement content) is true && piece.Id is { Length: > 0 } signed)
            {
                // Before the call, because it is for the next turn's reader to put on the call that follows.
                ResponsesItem reasoning = Open is { Kind: ResponsesItemKind.Reasoning } open ? open : Begin(ResponsesItemKind.Reasoning, "rs_");
                reasoning.Seal = (reasoning.Seal ?? new ResponsesSeal()) with { Calls = new Dictionary<string, JsonElement> { [signed] = Wrap(content) } };
                Close(reasoning);
            }

            string id = piece.Id is { Length: > 0 } given ? given : $"call_{key}{index}";
            item = Begin(ResponsesItemKind.Call, "fc_", index, id, piece.Function?.Name ?? "");
        }

        // After a whole JSON object there is at most white space.
        if (piece.Function?.Arguments is { Length: > 0 } arguments && !item.IsDone)
        {
            item.Append(arguments);
            events?.ArgumentsDelta(item, arguments);
        }
    }

    private ResponsesItem Begin(ResponsesItemKind kind, string prefix, int callIndex = 0, string callId = "", string name = "", string format = "")
    {
        foreach (ResponsesItem open in _items)
        {
            if (!open.IsDone && (open.Kind != ResponsesItemKind.Call || open.HasWholeArguments))
            {
                Close(open);
            }
        }

        ResponsesItem item = new()
        {
            Kind = kind,
            Id = ResponseIds.OfOutput(prefix, key, _items.Count),
            Index = _items.Count,
            CallIndex = callIndex,
            CallId = callId,
            Name = name,
            Format = format,
        };
        _items.Add(item);
        events?.ItemAdded(item);
        return item;
    }

    private void Close(ResponsesItem item)
    {
        if (item.Kind == ResponsesItemKind.Reasoning && item.HasText)
        {
            events?.SummaryDone(item);
        }
        else if (item.Kind == ResponsesItemKind.Call)
        {
            events?.ArgumentsDone(item);
        }

        EndPart(item);
        item.IsDone = true;
        events?.ItemDone(item);
    }

    private void EndPart(ResponsesItem item)
    {
        if (item.Parts is [.., var part])
        {
            events?.PartDone(item, part);
        }
    }

    private static JsonElement Wrap(JsonElement content) => JsonElement.Parse(JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName(ExtraContent);
        content.WriteTo(writer);
        writer.WriteEndObject();
    }).Span);
}
