using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Providers.Gemini;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>
/// One candidate of a streamed answer. Text goes out as it comes; a call goes out when it is whole, because Gemini's calls
/// do not come in pieces; the finish reason waits for the end, because the usage goes with it.
/// </summary>
internal sealed class GeminiStreamCandidate(int index, bool includesThoughts)
{
    private readonly SortedDictionary<int, (ToolCall Call, StringBuilder Arguments)> _calls = [];
    private readonly List<ThinkingBlock> _hidden = [];
    private string? _finishReason;
    private string? _malformed;

    /// <summary>Whether a delta adds something that can go out at once.</summary>
    public bool Take(ChunkChoice choice)
    {
        _finishReason = choice.FinishReason ?? _finishReason;
        bool isCall = choice.Delta.ToolCalls is { Count: > 0 };
        foreach (ToolCall piece in choice.Delta.ToolCalls ?? [])
        {
            Take(piece);
        }

        ChatDelta delta = choice.Delta;
        if (!includesThoughts)
        {
            _hidden.AddRange((delta.ThinkingBlocks ?? []).Where(static block => GeminiPartWriter.SignatureOf(block) is not null));
        }

        return (isCall && _calls.Count > 1)
            || !string.IsNullOrEmpty(delta.Content)
            || !string.IsNullOrEmpty(delta.Refusal)
            || (includesThoughts && (!string.IsNullOrEmpty(delta.ReasoningContent) || delta.ThinkingBlocks is { Count: > 0 }))
            || GeminiExtra.Signature(delta.Extra) is not null
            || GeminiPartWriter.HasOthers(delta.Extra)
            || choice.Logprobs is { ValueKind: JsonValueKind.Object };
    }

    public void Write(Utf8JsonWriter writer, ChunkChoice choice)
    {
        Begin(writer);
        WriteDelta(writer, choice.Delta);

        // The last call may still be on its way.
        WriteCalls(writer, keep: 1);
        End(writer);
        writer.WriteNumber("index"u8, index);
        GeminiLogprobsWriter.Write(writer, choice.Logprobs);
        GeminiExtra.WriteOfChoice(writer, choice.Extra);
        writer.WriteEndObject();
    }

    public void Finish(Utf8JsonWriter writer)
    {
        Begin(writer);
        if (WriteCalls(writer, keep: 0) == 0)
        {
            // An event without a part makes "undefined" of the text in apps that add up the texts of all events.
            GeminiPartWriter.WriteText(writer, "", isThought: false, null);
        }

        End(writer);
        GeminiResponseWriter.WriteFinish(writer, _finishReason, _malformed);
        writer.WriteNumber("index"u8, index);
        writer.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("content"u8);
        writer.WriteStartArray("parts"u8);
    }

    private static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteString("role"u8, "model"u8);
        writer.WriteEndObject();
    }

    private void Take(ToolCall piece)
    {
        int position = piece.Index ?? 0;
        if (!_calls.TryGetValue(position, out (ToolCall Call, StringBuilder Arguments) known))
        {
            known = (piece, new StringBuilder());
        }

        known.Arguments.Append(piece.Function?.Arguments);
        _calls[position] = (known.Call with
        {
            Id = known.Call.Id ?? piece.Id,
            Function = new FunctionCall { Name = known.Call.Function?.Name ?? piece.Function?.Name },
            Extra = known.Call.Extra ?? piece.Extra,
        }, known.Arguments);
    }

    private void WriteDelta(Utf8JsonWriter writer, ChatDelta delta)
    {
        if (includesThoughts)
        {
            if (delta.ReasoningContent is { Length: > 0 } reasoning)
            {
                GeminiPartWriter.WriteText(writer, reasoning, isThought: true, null);
            }

            // Their text has gone out already.
            foreach (string signature in (delta.ThinkingBlocks ?? []).Select(GeminiPartWriter.SignatureOf).OfType<string>())
            {
                GeminiPartWriter.WriteText(writer, "", isThought: true, signature);
            }
        }

        string text = delta.Content + delta.Refusal;
        string? ownSignature = GeminiExtra.Signature(delta.Extra);
        if (text.Length > 0 || ownSignature is not null)
        {
            GeminiPartWriter.WriteText(writer, text, isThought: false, ownSignature);
        }

        GeminiPartWriter.WriteOthers(writer, delta.Extra);
    }

    private int WriteCalls(Utf8JsonWriter writer, int keep)
    {
        int written = 0;
        while (_calls.Count > keep)
        {
            (int position, (ToolCall call, StringBuilder arguments)) = _calls.First();
            _calls.Remove(position);
            ToolCall whole = call with { Function = new FunctionCall { Name = call.Function?.Name, Arguments = arguments.ToString() } };
            if (GeminiPartWriter.TryWriteCall(writer, whole, _hidden))
            {
                _hidden.Clear();
                written++;
            }
            else
            {
                _malformed ??= call.Function?.Name ?? "";
            }
        }

        return written;
    }
}
