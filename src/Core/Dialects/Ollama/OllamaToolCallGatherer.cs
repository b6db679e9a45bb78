using System.Text;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Ollama;

/// <summary>Puts the calls of a streamed answer together from their pieces.</summary>
internal sealed class OllamaToolCallGatherer
{
    private readonly SortedDictionary<int, (ToolCall Call, StringBuilder Arguments)> _calls = [];

    public void Add(IReadOnlyList<ToolCall>? pieces)
    {
        foreach (ToolCall piece in pieces ?? [])
        {
            int index = piece.Index ?? _calls.Count;
            (ToolCall call, StringBuilder arguments) = _calls.TryGetValue(index, out (ToolCall, StringBuilder) known) ? known : (piece, new StringBuilder());
            arguments.Append(piece.Function?.Arguments);
            _calls[index] = (call with
            {
                Index = index,
                Id = call.Id ?? piece.Id,
                Function = call.Function?.Name is { Length: > 0 } ? call.Function : piece.Function,
                Extra = call.Extra ?? piece.Extra,
            }, arguments);
        }
    }

    /// <summary>The calls in the order of their indices; null when there are none.</summary>
    /// <exception cref="Errors.GatewayException">The arguments of a call are not a JSON object.</exception>
    public IReadOnlyList<OllamaToolCall>? Take() =>
        _calls.Count == 0 ? null : [.. _calls.Values.Select(static call => OllamaToolCall.Of(call.Call, call.Arguments.ToString()))];
}
