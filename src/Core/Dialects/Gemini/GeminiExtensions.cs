using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>The gateway's own request fields, which have the same names in every dialect.</summary>
internal static class GeminiExtensions
{
    /// <summary>The field whose content is read by others.</summary>
    public const string Steering = "sandbox";

    private const string TaskType = "task_type";
    private const string UserId = "user_id";

    /// <summary>Whether a name stays as it is where others become camel case.</summary>
    public static bool KeepsName(string name) => name is TaskType or UserId;

    /// <summary>Reads a field if it is one of these.</summary>
    public static bool TryRead(string name, GeminiField field, ChatRequest chat)
    {
        switch (name)
        {
            case "provider":
                chat.Provider = NotEmpty(field);
                return true;
            case "models":
                chat.Models = [.. field.Items().Select(static item => GeminiRequestReader.PlainModel(NotEmpty(item)))];
                return chat.Models.Count > 0 ? true : throw field.Invalid("must not be empty");
            case TaskType:
                chat.TaskType = field.Text();
                return true;
            case UserId:
                chat.UserId = field.Text();
                return true;
            case Steering:
                chat.Sandbox = field.Value;
                return true;
            default:
                return false;
        }
    }

    private static string NotEmpty(GeminiField field) => field.Text() is { Length: > 0 } text ? text : throw field.Invalid("must not be empty");
}
