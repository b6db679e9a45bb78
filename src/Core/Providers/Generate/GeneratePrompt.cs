using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Providers.Generate;

/// <summary>
/// A conversation as one prompt and one system prompt. A single question is the prompt as it is; a conversation is written
/// out with a name before each turn, and ends where the assistant is to speak.
/// </summary>
/// <param name="System">The system prompt, or null without one.</param>
/// <param name="Text">The prompt.</param>
internal sealed record GeneratePrompt(string? System, string Text)
{
    private const string Between = "\n\n";

    public static GeneratePrompt Of(IReadOnlyList<ChatMessage> messages, ISet<string> dropped)
    {
        List<string> system = [];
        List<(bool IsUser, string Text)> turns = [];
        for (int i = 0; i < messages.Count; i++)
        {
            string at = $"messages[{i}]";
            string role = messages[i].Role;
            string text = Read(messages[i], at, dropped);
            if (role is "system" or "developer")
            {
                system.Add(text);
            }
            else if (role is not ("user" or "assistant"))
            {
                throw GenerateFields.Unsupported($"{at}.role", $"messages of the role {role}");
            }
            else if (text.Length > 0)
            {
                turns.Add((role == "user", text));
            }
        }

        if (turns.Count == 0)
        {
            throw new GatewayException(ErrorKind.InvalidRequest, "There must be a message with content beside the system messages.", "messages");
        }

        return new GeneratePrompt(system.Count == 0 ? null : string.Join(Between, system), Write(turns));
    }

    private static string Write(List<(bool IsUser, string Text)> turns)
    {
        if (turns is [{ IsUser: true }])
        {
            return turns[0].Text;
        }

        IEnumerable<string> lines = turns.Select(static turn => $"{(turn.IsUser ? "User" : "Assistant")}: {turn.Text}");

        // An answer that the client has begun is gone on with.
        return string.Join(Between, turns[^1].IsUser ? lines.Append("Assistant:") : lines);
    }

    private static string Read(ChatMessage message, string at, ISet<string> dropped)
    {
        if (message.ToolCalls is { Count: > 0 })
        {
            throw GenerateFields.Unsupported($"{at}.tool_calls", "tool calls");
        }

        DropIf(message.Name is not null, "messages[].name");
        DropIf(message.ReasoningContent is not null, "messages[].reasoning_content");
        DropIf(message.ThinkingBlocks is { Count: > 0 }, "messages[].thinking_blocks");
        dropped.UnionWith(message.Extra?.Keys.Select(static key => $"messages[].{key}") ?? []);
        if (message.Content is not { Parts: { } parts })
        {
            return message.Content?.Text ?? message.Refusal ?? "";
        }

        StringBuilder text = new();
        for (int i = 0; i < parts.Count; i++)
        {
            text.Append(Read(parts[i], $"{at}.content[{i}]"));
            dropped.UnionWith(parts[i].Extra?.Keys.Where(static key => key != "refusal").Select(static key => $"messages[].content[].{key}") ?? []);
        }

        return text.ToString();

        void DropIf(bool present, string name)
        {
            if (present)
            {
                dropped.Add(name);
            }
        }
    }

    private static string Read(ContentPart part, string at) => part.Type switch
    {
        ContentPart.TextType => part.Text ?? "",
        "refusal" when part.Extra?.TryGetValue("refusal", out JsonElement refusal) is true && refusal.ValueKind == JsonValueKind.String => refusal.GetString()!,
        _ => throw GenerateFields.Unsupported($"{at}.type", $"content parts of the type {part.Type}"),
    };
}
