using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Gemini;

/// <summary>The messages as <c>systemInstruction</c> and <c>contents</c>; neighbours of one kind become one turn.</summary>
internal sealed class GeminiConversation
{
    private readonly List<string> _system = [];
    private readonly List<GeminiTurn> _turns = [];

    // By id, the latest last: ids that a provider derived from positions come back in every turn.
    private readonly Dictionary<string, string> _functionNames = new(StringComparer.Ordinal);

    private readonly GeminiScope _scope;

    private GeminiConversation(GeminiScope scope) => _scope = scope;

    public static GeminiConversation Build(GeminiScope scope)
    {
        GeminiConversation conversation = new(scope);
        for (int i = 0; i < scope.Request.Messages.Count; i++)
        {
            conversation.Add(scope.Request.Messages[i], i);
        }

        conversation.MoveSystemWhereItIsRead();
        return conversation;
    }

    public void Write(Utf8JsonWriter writer)
    {
        if (_system.Count > 0)
        {
            writer.WriteStartObject("systemInstruction"u8);
            writer.WriteStartArray("parts"u8);
            foreach (string text in _system)
            {
                GeminiTurn.WriteText(writer, text);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteStartArray("contents"u8);
        foreach (GeminiTurn turn in _turns)
        {
            turn.Write(writer);
        }

        writer.WriteEndArray();
    }

    private void Add(ChatMessage message, int index)
    {
        if (message.Name is not null && message.Role != "tool")
        {
            _scope.Drop("messages.name");
        }

        switch (message.Role)
        {
            case "system" or "developer":
                AddSystem(message, index);
                break;
            case "user":
                AddUser(message, index);
                break;
            case "assistant":
                AddAssistant(message, index);
                break;
            case "tool":
                GeminiToolResult.Add(Turn(GeminiTurnKind.Results), _scope, message, index, FunctionName(message, index));
                break;
            default:
                throw GeminiScope.Invalid($"'{message.Role}' is not a role.", $"messages[{index}].role");
        }
    }

    private void AddSystem(ChatMessage message, int index)
    {
        IReadOnlyList<ContentPart> parts = message.Content?.AsParts() ?? [];
        for (int i = 0; i < parts.Count; i++)
        {
            if (parts[i].Type != ContentPart.TextType)
            {
                throw _scope.Unsupported($"a part of type '{parts[i].Type}' in a {message.Role} message", $"messages[{index}].content[{i}].type");
            }

            if (parts[i].Text is { Length: > 0 } text)
            {
                _system.Add(text);
            }
        }
    }

    private void AddUser(ChatMessage message, int index)
    {
        GeminiTurn turn = Turn(GeminiTurnKind.User);
        IReadOnlyList<ContentPart> parts = message.Content is null or { Parts.Count: 0 } ? [ContentPart.OfText("")] : message.Content.AsParts();
        for (int i = 0; i < parts.Count; i++)
        {
            GeminiPart.Add(turn, _scope, parts[i], $"messages[{index}].content[{i}]");
        }
    }

    private void AddAssistant(ChatMessage message, int index)
    {
        foreach (ToolCall call in message.ToolCalls ?? [])
        {
            if (call is { Id: { } id, Function.Name: { } name })
            {
                _functionNames[id] = name;
            }
        }

        GeminiTurn parts = new(GeminiTurnKind.Model);
        GeminiAssistantTurn.Add(parts, _scope, message, index);
        if (!parts.IsEmpty)
        {
            Turn(GeminiTurnKind.Model).AddAll(parts);
        }
    }

    private string FunctionName(ChatMessage message, int index) =>
        (message.ToolCallId is { } id ? _functionNames.GetValueOrDefault(id) : null) ?? message.Name
        ?? throw GeminiScope.Invalid(
            $"tool_call_id '{message.ToolCallId}' is not the id of a tool call in an earlier assistant message.",
            $"messages[{index}].tool_call_id");

    private GeminiTurn Turn(GeminiTurnKind kind)
    {
        if (_turns.Count == 0 || _turns[^1].Kind != kind)
        {
            _turns.Add(new GeminiTurn(kind));
        }

        return _turns[^1];
    }

    // A model without a system role reads it as the user's words, and contents must not be empty.
    private void MoveSystemWhereItIsRead()
    {
        if (_system.Count == 0 || (_scope.Model.TakesSystemInstruction && _turns.Count > 0))
        {
            return;
        }

        if (_turns.Count == 0 || _turns[0].Kind != GeminiTurnKind.User)
        {
            _turns.Insert(0, new GeminiTurn(GeminiTurnKind.User));
        }

        _turns[0].AddTextInFront(_system);
        _system.Clear();
    }
}
