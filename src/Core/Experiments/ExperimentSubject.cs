using System.Security.Cryptography;
using System.Text;
using LlmFunctions.Chat;

namespace LlmFunctions.Experiments;

/// <summary>
/// For whom it is decided which variant answers: the app's end user. Where a request names none, the conversation, by the first thing
/// that its user said: that is still there when the conversation goes on.
/// </summary>
internal static class ExperimentSubject
{
    private const string UserRole = "user";

    public static string Of(string app, IModelRequest asked) =>
        (string.IsNullOrEmpty(asked.UserId) ? asked.User : asked.UserId) is { Length: > 0 } user ? $"user\0{app}\0{user}"
            : $"conversation\0{app}\0{(asked is ChatRequest chat ? BeginningOf(chat) : "")}";

    private static string BeginningOf(ChatRequest chat)
    {
        ChatMessage? first = chat.Messages.FirstOrDefault(static message => message.Role == UserRole) ?? (chat.Messages is [{ } any, ..] ? any : null);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ContentPart part in first?.Content?.AsParts() ?? [])
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part.Text ?? part.ImageUrl?.Url ?? ""));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
