using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Providers.OpenAI;

/// <summary>Takes out of a request what another dialect's client meant for a provider of that dialect.</summary>
internal static class ForeignFields
{
    /// <summary>OpenAI answers a field that it does not know with a 400, so none goes on; each is named.</summary>
    public static ChatRequest Drop(ChatRequest request, ISet<string> dropped)
    {
        Name(request.Extra, "", dropped);
        return request with
        {
            Extra = null,
            Messages = [.. request.Messages.Select(message => Drop(message, dropped))],
            Tools = request.Tools is { } tools ? [.. tools.Select(tool => Drop(tool, dropped))] : null,
        };
    }

    private static ChatMessage Drop(ChatMessage message, ISet<string> dropped)
    {
        Name(message.Extra, "messages[].", dropped);
        return message with { Extra = null };
    }

    // Fields of a call stay: what a provider of OpenAI's shape gave with a call it wants back with it.
    private static ToolDefinition Drop(ToolDefinition tool, ISet<string> dropped)
    {
        Name(tool.Extra, "tools[].", dropped);
        Name(tool.Function?.Extra, "tools[].function.", dropped);
        return tool with { Extra = null, Function = tool.Function is { } function ? function with { Extra = null } : null };
    }

    private static void Name(IDictionary<string, JsonElement>? extra, string prefix, ISet<string> dropped) =>
        dropped.UnionWith(extra?.Keys.Select(name => prefix + name) ?? []);
}
