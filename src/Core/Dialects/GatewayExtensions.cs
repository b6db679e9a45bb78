using LlmFunctions.Chat;

namespace LlmFunctions.Dialects;

/// <summary>The gateway's own fields, which stand beside the client's dialect's.</summary>
internal static class GatewayExtensions
{
    public static IReadOnlyList<string> Names { get; } = ["provider", "models", "task_type", "user_id", "sandbox"];

    public static ChatRequest Apply(RequestValue root, ChatRequest request)
    {
        request.Provider = root.Optional("provider")?.Word();
        request.TaskType = root.Optional("task_type")?.Text();
        request.UserId = root.Optional("user_id")?.Text();
        request.Sandbox = root.Optional("sandbox")?.Json;
        if (root.Optional("models") is { } models)
        {
            request.Models = models.Items() is { Count: > 0 } items ? [.. items.Select(static model => model.Word())] : throw models.Refuse("must not be empty");
        }

        return request;
    }
}
