using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>The gateway's own request fields, which have the same names in every dialect.</summary>
internal static class GeminiExtensions
{
    /// <summary>The field whose content is read by others.</summary>
    public const string Steering = "sandbox";

    /// <summary>The field that says what the app is up to.</summary>
    public const string TaskType = "task_type";

    private const string UserId = "user_id";

    /// <summary>Whether a name stays as it is where others become camel case.</summary>
    public static bool KeepsName(string name) => name is TaskType or UserId;

    /// <summary>Reads a field if it is one of these.</summary>
    public static bool TryRead(string name, GeminiField field, IModelRequest request)
    {
        switch (name)
        {
            case "provider":
                request.Provider = NotEmpty(field);
                return true;
            case "models":
                request.Models = [.. field.Items().Select(static item => GeminiRequestReader.PlainModel(NotEmpty(item)))];
                return request.Models.Count > 0 ? true : throw field.Invalid("must not be empty");
            case TaskType:
                request.TaskType = field.Text();
                return true;
            case UserId:
                request.UserId = field.Text();
                return true;
            case Steering:
                request.Sandbox = field.Value;
                return true;
            default:
                return false;
        }
    }

    private static string NotEmpty(GeminiField field) => field.Text() is { Length: > 0 } text ? text : throw field.Invalid("must not be empty");
}
