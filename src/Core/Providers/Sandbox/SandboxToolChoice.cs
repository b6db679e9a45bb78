using LlmFunctions.Chat;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>Which tools an answer calls: those that the request asks the sandbox for, or the one that it forces.</summary>
internal static class SandboxToolChoice
{
    /// <summary>The calls to make, each with its name; none for an answer in words.</summary>
    public static IReadOnlyList<SandboxToolCall> CallsOf(ChatRequest request, SandboxOptions options)
    {
        // An agent sends the same options in every round: it would never come to an end if its results were not answered.
        if (options.ToolCalls.Count > 0 && request.Messages[^1].Role != "tool")
        {
            return [.. options.ToolCalls.Select(call => call with { Name = Find(request, call.Name, "sandbox.tool_call.name").Name })];
        }

        return request.ToolChoice switch
        {
            { Mode: ToolChoice.Required } => [new SandboxToolCall(Find(request, null, "tool_choice").Name, null)],
            { Mode: ToolChoice.Function } choice => [new SandboxToolCall(Find(request, choice.FunctionName, "tool_choice").Name, null)],
            _ => [],
        };
    }

    public static string ArgumentsOf(ChatRequest request, SandboxToolCall call) =>
        call.Arguments?.GetRawText()
        ?? (Find(request, call.Name, "tools").Parameters is { } schema ? SandboxSchema.SmallestValue(schema, $"the parameters of tool {call.Name}") : "{}");

    private static FunctionDefinition Find(ChatRequest request, string? name, string param) =>
        request.Tools?.Select(static tool => tool?.Function).FirstOrDefault(function => function is not null && (name is null || function.Name == name))
        ?? throw SandboxField.Invalid(param, name is null ? "needs a tool: the request has none" : $"names \"{name}\", which is not one of the request's tools");
}
