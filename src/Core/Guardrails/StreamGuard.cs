using System.Runtime.CompilerServices;
using System.Text;
using LlmFunctions.Chat;
using LlmFunctions.Pipeline;

namespace LlmFunctions.Guardrails;

/// <summary>
/// Checks a stream while it passes by, and puts back what was kept from the provider. A placeholder may come in pieces, so what may be the beginning of one
/// waits for the next piece.
/// </summary>
internal sealed class StreamGuard(Guard? checks, Placeholders? hidden)
{
    // Text that a pattern may begin in, before the piece that it ends in.
    private const int Window = 2048;

    private readonly Dictionary<(int Choice, Field Field, int Call), string> _held = [];
    private readonly Dictionary<(int Choice, int? Call), StringBuilder> _seen = [];
    private readonly Dictionary<int, long> _lengths = [];
    private ChatChunk? _last;

    private enum Field
    {
        Content,
        Refusal,
        Arguments,
    }

    public async IAsyncEnumerable<StreamItem> ApplyAsync(IAsyncEnumerable<StreamItem> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StreamItem item in items.WithCancellation(cancellationToken))
        {
            foreach (ChunkChoice choice in item.Chunks.SelectMany(static chunk => chunk.Choices))
            {
                Check(choice);
                if (hidden is not null)
                {
                    Restore(choice);
                }
            }

            _last = item.Chunks.Count > 0 ? item.Chunks[^1] : _last;
            if (item.IsLast && Rest() is { } rest)
            {
                yield return item with { IsLast = false };
                yield return new StreamItem(default, [rest], IsLast: true);
            }
            else
            {
                yield return item;
            }
        }
    }

    private void Check(ChunkChoice choice)
    {
        if (checks is not null)
        {
            ChatDelta delta = choice.Delta;
            Check(choice.Index, null, delta.ReasoningContent + delta.Content + delta.Refusal);
            foreach ((int position, ToolCall call) in (delta.ToolCalls ?? []).Index())
            {
                Check(choice.Index, call.Index ?? position, call.Function?.Arguments);
            }
        }
    }

    private void Check(int choice, int? call, string? piece)
    {
        if (string.IsNullOrEmpty(piece))
        {
            return;
        }

        _lengths[choice] = _lengths.GetValueOrDefault(choice) + piece.Length;
        checks!.CheckLength(_lengths[choice]);
        if (!_seen.TryGetValue((choice, call), out StringBuilder? text))
        {
            _seen[(choice, call)] = text = new StringBuilder();
        }

        text.Append(piece);
        checks.CheckText(text.ToString());
        text.Remove(0, Math.Max(0, text.Length - Window));
    }

    private void Restore(ChunkChoice choice)
    {
        ChatDelta delta = choice.Delta;
        bool isEnd = choice.FinishReason is not null;

        // Not of the reasoning: whether it is signed is known at its end only, and what is signed must come back as it was.
        delta.Content = Next(choice.Index, Field.Content, 0, delta.Content, isEnd);
        delta.Refusal = Next(choice.Index, Field.Refusal, 0, delta.Refusal, isEnd);
        if (delta.ToolCalls is { } calls)
        {
            delta.ToolCalls =
            [
                .. calls.Select((call, position) => call.Function is { Arguments: { } arguments } function
                    ? call with { Function = function with { Arguments = Next(choice.Index, Field.Arguments, call.Index ?? position, arguments, isEnd) } }
                    : call),
            ];
        }

        if (isEnd && HeldCalls(choice.Index) is { Count: > 0 } rest)
        {
            delta.ToolCalls = [.. delta.ToolCalls ?? [], .. rest];
        }
    }

    /// <summary>What can be sent of a field by now.</summary>
    private string? Next(int choice, Field field, int call, string? piece, bool isEnd)
    {
        (int Choice, Field Field, int Call) key = (choice, field, call);
        string? text = _held.Remove(key, out string? held) ? held + piece : piece;
        if (text is null)
        {
            return null;
        }

        text = hidden!.Restore(text);
        int waiting = isEnd ? 0 : hidden.LengthOfBeginning(text);
        if (waiting > 0)
        {
            _held[key] = text[^waiting..];
        }

        return text[..^waiting];
    }

    private List<ToolCall> HeldCalls(int choice)
    {
        List<ToolCall> calls = [];
        foreach ((int Choice, Field Field, int Call) key in _held.Keys.Where(key => key.Choice == choice && key.Field == Field.Arguments).ToArray())
        {
            _held.Remove(key, out string? held);
            calls.Add(new ToolCall { Index = key.Call, Function = new FunctionCall { Arguments = held } });
        }

        return calls;
    }

    /// <summary>What still waits when the stream ends without having said why.</summary>
    private ChatChunk? Rest()
    {
        if (_held.Count == 0 || _last is null)
        {
            return null;
        }

        ChunkChoice[] choices =
        [
            .. _held.Keys.Select(static key => key.Choice).Distinct().Order().ToArray().Select(choice => new ChunkChoice
            {
                Index = choice,
                Delta = new ChatDelta
                {
                    Content = Next(choice, Field.Content, 0, null, isEnd: true),
                    Refusal = Next(choice, Field.Refusal, 0, null, isEnd: true),
                    ToolCalls = HeldCalls(choice) is { Count: > 0 } calls ? calls : null,
                },
            }),
        ];
        return new ChatChunk { Id = _last.Id, Created = _last.Created, Model = _last.Model, Choices = choices, Timing = _last.Timing };
    }
}
