using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Dialects.Responses;

/// <summary>
/// Turns the items of a conversation into messages, one after another. What the model said in one go, which is several
/// items here, becomes one message.
/// </summary>
internal sealed class ResponsesMessages(ResponsesReading reading)
{
    private readonly List<ChatMessage> _messages = [];
    private readonly List<ResponsesPlace> _places = [];
    private readonly HashSet<string> _unanswered = new(StringComparer.Ordinal);
    private ResponsesAssistant? _turn;

    /// <summary>Where in the request each of the messages is.</summary>
    public IReadOnlyList<ResponsesPlace> Places => _places;

    public void AddInstructions(string instructions) => Add(new ChatMessage { Role = "system", Content = instructions }, new ResponsesPlace("instructions", null));

    public void Add(RequestValue item)
    {
        // Read when the item is kept, which must not be the first time.
        item.Optional("id")?.Text();
        switch (TypeOf(item))
        {
            case "message":
                AddMessage(item);
                break;
            case "reasoning":
                AddReasoning(item);
                break;
            case "function_call":
                AddCall(item);
                break;
            case "function_call_output":
                AddResult(item);
                break;
            case "image_generation_call":
                Turn(item).AddImage($"data:image/{item.Optional("output_format")?.Word() ?? "png"};base64,{item.Required("result").Word()}");
                break;
            case var type:
                throw ResponsesReading.Refuse($"Items of the type {type} cannot be carried", $"{item.Path}.type");
        }
    }

    /// <exception cref="GatewayException">A call has no output.</exception>
    public IReadOnlyList<ChatMessage> Finish()
    {
        EndTurn();
        return _unanswered.Count == 0
            ? _messages
            : throw new GatewayException(ErrorKind.InvalidRequest, $"No tool output found for function call {_unanswered.First()}.", "input");
    }

    /// <summary>The type may be left out for a message and for a reference.</summary>
    public static string TypeOf(RequestValue item) => item.Optional("type")?.Word()
        ?? (item.Optional("role") is not null ? "message" : item.Optional("id") is not null ? "item_reference" : throw item.Missing("type"));

    private void AddMessage(RequestValue item)
    {
        reading.DropOthers(item, "input", "type", "role", "content", "id", "status");
        RequestValue role = item.Required("role");
        RequestValue content = item.Required("content");
        switch (role.Text())
        {
            case "assistant":
                AddAnswer(item, content);
                break;
            case "user" or "system" or "developer":
                Add(new ChatMessage { Role = role.Text(), Content = ResponsesContentReader.Read(content, reading) }, PlaceOf(item, content));
                break;
            default:
                throw role.Refuse("must be one of 'user', 'assistant', 'system' and 'developer'");
        }
    }

    private void AddAnswer(RequestValue item, RequestValue content)
    {
        // Two answers in a row stay two, except between a call and its output, where nothing may stand.
        if (_turn is { HasSaidSomething: true, HasCalls: false })
        {
            EndTurn();
        }

        ResponsesAssistant turn = Turn(item);
        if (content.Json.ValueKind == JsonValueKind.String)
        {
            turn.AddText(content.Text());
            return;
        }

        foreach (RequestValue part in content.Items())
        {
            switch (part.Type)
            {
                case "output_text" or "input_text" or "text":
                    turn.AddText(part.Required("text").Text());
                    break;
                case "refusal":
                    turn.AddRefusal(part.Required("refusal").Text());
                    break;
                default:
                    throw part.Required("type").Refuse("must be 'output_text' or 'refusal' in a message of the assistant");
            }
        }
    }

    private void AddReasoning(RequestValue item)
    {
        reading.DropOthers(item, "input", "type", "id", "status", "summary", "content", "encrypted_content");
        ResponsesSeal? seal = null;
        if (item.Optional("encrypted_content")?.Text() is { Length: > 0 } sealedText && (seal = ResponsesSeal.Read(sealedText)) is null)
        {
            reading.Drop("input.encrypted_content");
        }

        string summary = string.Join("\n\n", Texts(item.Optional("summary")).Concat(Texts(item.Optional("content"))));

        // Thoughts after an answer are those of the next one; an item without any only says what belongs to this one.
        bool isThought = summary.Length > 0 || seal is null or { Block: not null };
        if (isThought && _turn is { HasSaidSomething: true, HasCalls: false })
        {
            EndTurn();
        }

        Turn(item).AddReasoning(summary, seal);
    }

    private void AddCall(RequestValue item)
    {
        reading.DropOthers(item, "input", "type", "id", "status", "call_id", "name", "arguments");
        string id = item.Required("call_id").Word();
        Turn(item).AddCall(id, item.Required("name").Word(), item.Required("arguments").Text());
        _unanswered.Add(id);
    }

    private void AddResult(RequestValue item)
    {
        reading.DropOthers(item, "input", "type", "id", "status", "call_id", "output");
        RequestValue callId = item.Required("call_id");
        string id = callId.Word();
        if (!_unanswered.Remove(id))
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"No tool call found for function call output with call_id {id}.", callId.Path);
        }

        RequestValue output = item.Required("output");
        Add(new ChatMessage { Role = "tool", ToolCallId = id, Content = ResponsesContentReader.Read(output, reading) }, PlaceOf(item, output));
    }

    private static IEnumerable<string> Texts(RequestValue? parts) => (parts?.Items() ?? []).Select(static part => part.Required("text").Text());

    private ResponsesAssistant Turn(RequestValue item) => _turn ??= new ResponsesAssistant(item.Path);

    // An input that is a text, and an earlier response, have no parts that a client could look for.
    private static ResponsesPlace PlaceOf(RequestValue item, RequestValue content) =>
        new(item.Path, item.Path.Contains('[', StringComparison.Ordinal) ? content.Path : null);

    private void Add(ChatMessage message, ResponsesPlace place)
    {
        EndTurn();
        _messages.Add(message);
        _places.Add(place);
    }

    private void EndTurn()
    {
        if (_turn is not null)
        {
            _messages.Add(_turn.ToMessage());
            _places.Add(new ResponsesPlace(_turn.Path, null));
            _turn = null;
        }
    }
}
