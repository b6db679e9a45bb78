namespace LlmFunctions.Dialects.Gemini;

/// <summary>The names of the gateway's own request fields, which are the same in every dialect.</summary>
internal static class GeminiExtensions
{
    public const string Provider = "provider";
    public const string Models = "models";
    public const string TaskType = "task_type";
    public const string UserId = "user_id";
    public const string Sandbox = "sandbox";
}
