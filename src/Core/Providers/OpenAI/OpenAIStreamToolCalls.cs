using LlmFunctions.Chat;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>
/// Gives each piece of a tool call its place: providers leave out the index, give every parallel call the index 0, or
/// repeat id and name in every piece.
/// </summary>
internal sealed class OpenAIStreamToolCalls
{
    private readonly List<Call> _calls = [];

    public bool Any => _calls.Count > 0;

    public IReadOnlyList<ToolCall> Normalize(IReadOnlyList<ToolCall> pieces) => [.. pieces.OfType<ToolCall>().Select(Normalize)];

    /// <summary>Adds what a call without arguments lacks: clients parse the arguments as JSON.</summary>
    public IReadOnlyList<ToolCall>? Close(IReadOnlyList<ToolCall>? pieces)
    {
        List<ToolCall> all = [.. pieces ?? []];
        for (int i = 0; i < _calls.Count; i++)
        {
            if (_calls[i].HasArguments)
            {
                continue;
            }

            int at = all.FindIndex(piece => piece.Index == i);
            if (at < 0)
            {
                all.Add(new ToolCall { Index = i, Function = new FunctionCall { Arguments = "{}" } });
            }
            else
            {
                all[at] = all[at] with { Function = (all[at].Function ?? new FunctionCall()) with { Arguments = "{}" } };
            }
        }

        return all.Count > 0 ? all : null;
    }

    private ToolCall Normalize(ToolCall piece)
    {
        string? id = piece.Id is { Length: > 0 } ? piece.Id : null;
        string? name = piece.Function?.Name is { Length: > 0 } ? piece.Function.Name : null;
        int index = Find(piece.Index, id, name);
        bool isNew = index < 0;
        if (isNew)
        {
            index = _calls.Count;
            _calls.Add(new Call(piece.Index, id));
        }

        Call call = _calls[index];
        string? newName = call.HasName ? null : name;
        call.HasName |= name is not null;
        call.HasArguments |= piece.Function?.Arguments is { Length: > 0 };
        return piece with
        {
            Index = index,
            Id = isNew ? id ?? $"call_{index}" : null,
            Type = isNew ? piece.Type ?? ToolDefinition.FunctionType : null,
            Function = (piece.Function ?? new FunctionCall()) with
            {
                Name = newName,
                Arguments = piece.Function?.Arguments ?? (isNew ? "" : null),
            },
        };
    }

    private int Find(int? index, string? id, string? name)
    {
        int last = _calls.FindLastIndex(call => index is null ? id is null || call.Id == id : call.UpstreamIndex == index);
        bool isAnother = last >= 0 && id is not null && name is not null && _calls[last].Id != id;
        return isAnother ? -1 : last;
    }

    private sealed class Call(int? upstreamIndex, string? id)
    {
        public int? UpstreamIndex => upstreamIndex;

        public string? Id => id;

        public bool HasName { get; set; }

        public bool HasArguments { get; set; }
    }
}
