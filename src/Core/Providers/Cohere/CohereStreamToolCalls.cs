using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Json;

namespace LlmFunctions.Providers.Cohere;

/// <summary>The tool calls of a streamed answer, by the number that Cohere gives them; clients get them counted from 0.</summary>
internal sealed class CohereStreamToolCalls
{
    private readonly Dictionary<long, Call> _calls = [];
    private readonly List<Call> _all = [];

    public bool Any => _all.Count > 0;

    public ChatDelta Start(long number, JsonElement? call)
    {
        JsonElement? function = call?.Object("function");
        string? arguments = function?.String("arguments");
        string id = CohereToolCalls.Id(call ?? default, _all.Count);
        if (_calls.TryGetValue(number, out Call? known) && known.Id == id)
        {
            return Piece(known, arguments);
        }

        Call started = new(_all.Count, id) { HasArguments = !string.IsNullOrEmpty(arguments) };
        _calls[number] = started;
        _all.Add(started);
        return Delta(new ToolCall
        {
            Index = started.Position,
            Id = id,
            Type = ToolDefinition.FunctionType,
            Function = new FunctionCall { Name = function?.String("name") ?? "", Arguments = arguments ?? "" },
        });
    }

    public ChatDelta? Add(long number, JsonElement? call)
    {
        if (!_calls.TryGetValue(number, out Call? started))
        {
            return Start(number, call);
        }

        return call?.Object("function")?.String("arguments") is { Length: > 0 } arguments ? Piece(started, arguments) : null;
    }

    /// <summary>Clients parse the arguments: a call without any gets an empty object.</summary>
    public ChatDelta? Finish(long number) => _calls.TryGetValue(number, out Call? started) ? Finish(started) : null;

    /// <summary>The same for the calls whose own end was not said.</summary>
    public IEnumerable<ChatDelta> FinishAll() => _all.Select(Finish).OfType<ChatDelta>();

    private static ChatDelta? Finish(Call call) => call.HasArguments ? null : Piece(call, "{}");

    private static ChatDelta Piece(Call call, string? arguments)
    {
        call.HasArguments = true;
        return Delta(new ToolCall { Index = call.Position, Function = new FunctionCall { Arguments = arguments ?? "" } });
    }

    private static ChatDelta Delta(ToolCall call) => new() { ToolCalls = [call] };

    private sealed class Call(int position, string id)
    {
        public int Position => position;

        public string Id => id;

        public bool HasArguments { get; set; }
    }
}
