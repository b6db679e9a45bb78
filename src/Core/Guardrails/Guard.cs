using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using LlmFunctions.Chat;
using LlmFunctions.Configuration;
using LlmFunctions.Dialects;
using LlmFunctions.Embeddings;
using LlmFunctions.Errors;

namespace LlmFunctions.Guardrails;

/// <summary>Checks prompts by an app's rules, and keeps from providers what they are not to see.</summary>
internal sealed class Guard(GuardOptions options)
{
    private readonly Regex[] _deny = Compile(options.Deny);
    private readonly Regex[] _allow = Compile(options.Allow);
    private readonly Regex[] _denyAnswers = Compile(options.DenyAnswers);

    /// <summary>The request as a provider may see it.</summary>
    /// <exception cref="GatewayException">The prompt is not allowed.</exception>
    public (ClientRequest Request, Placeholders? Hidden) Protect(ClientRequest request)
    {
        if (options.ChecksPrompts)
        {
            Check(
                request.Chat.Messages.SelectMany(TextsOf),
                request.Chat.Messages.LastOrDefault(static message => message.Role == "user") is { } last ? [string.Join('\n', TextsOf(last))] : []);
        }

        if (options.Redact.Count == 0)
        {
            return (request, null);
        }

        byte[] canonical = JsonSerializer.SerializeToUtf8Bytes(request.Chat, ChatJson.Strict.ChatRequest);
        Placeholders hidden = PlaceholdersFor(canonical, request.Body);
        ReadOnlyMemory<byte>? body = Rewrite(request.Body, hidden);
        if (JsonRedactor.Rewrite(canonical, text => hidden.Hide(text, options.Redact)) is not { } rewritten)
        {
            return hidden.IsEmpty ? (request, null) : (request with { Body = body ?? request.Body }, hidden);
        }

        ChatRequest chat = JsonSerializer.Deserialize(rewritten.Span, ChatJson.Strict.ChatRequest)!;
        chat.IsForeign = request.Chat.IsForeign;

        // Limits and records are about the user that the client named.
        chat.UserId ??= request.Chat.User;
        return (request with { Chat = chat, Body = body ?? request.Body }, hidden);
    }

    /// <summary>The same for what is to be embedded.</summary>
    /// <exception cref="GatewayException">The input is not allowed.</exception>
    public ClientEmbeddings Protect(ClientEmbeddings request)
    {
        if ((options.ChecksPrompts || options.Redact.Count > 0) && request.Request.Input?.Texts is null)
        {
            throw new GatewayException(ErrorKind.UnsupportedField, "Tokens cannot be checked by this app's rules. Send the texts themselves.", "input");
        }

        IReadOnlyList<string> texts = request.Request.Input?.Texts ?? [];
        if (options.ChecksPrompts)
        {
            Check(texts, texts);
        }

        if (options.Redact.Count == 0)
        {
            return request;
        }

        byte[] canonical = JsonSerializer.SerializeToUtf8Bytes(request.Request, EmbeddingsJson.Strict.EmbeddingsRequest);
        Placeholders hidden = PlaceholdersFor(canonical, request.Body);
        ReadOnlyMemory<byte>? body = Rewrite(request.Body, hidden);
        if (JsonRedactor.Rewrite(canonical, text => hidden.Hide(text, options.Redact)) is not { } rewritten)
        {
            return hidden.IsEmpty ? request : request with { Body = body ?? request.Body };
        }

        EmbeddingsRequest embeddings = JsonSerializer.Deserialize(rewritten.Span, EmbeddingsJson.Strict.EmbeddingsRequest)!;
        embeddings.IsForeign = request.Request.IsForeign;
        embeddings.UserId ??= request.Request.User;
        return request with { Request = embeddings, Body = body ?? request.Body };
    }

    /// <exception cref="GatewayException">The answer is not allowed.</exception>
    public void CheckAnswer(ChatMessage answer)
    {
        IReadOnlyList<string> texts = [answer.Content?.AsText() + answer.ReasoningContent + answer.Refusal, .. ArgumentsOf(answer)];
        CheckLength(texts.Sum(static text => (long)text.Length));
        foreach (string text in texts)
        {
            CheckText(text);
        }
    }

    /// <summary>Checks how long an answer is by now.</summary>
    /// <exception cref="GatewayException">It is too long.</exception>
    public void CheckLength(long length)
    {
        if (length > options.MaxAnswerCharacters)
        {
            throw Refuse(string.Create(CultureInfo.InvariantCulture, $"The answer is longer than the {options.MaxAnswerCharacters} characters that this app's rules allow."));
        }
    }

    /// <summary>Checks a part of an answer.</summary>
    /// <exception cref="GatewayException">It is not allowed.</exception>
    public void CheckText(ReadOnlySpan<char> text)
    {
        foreach (Regex pattern in _denyAnswers)
        {
            if (GuardPattern.Matches(pattern, text))
            {
                throw Refuse("The answer has what this app's rules do not allow.");
            }
        }
    }

    private static Regex[] Compile(IReadOnlyList<string> patterns) => [.. patterns.Select(static pattern => GuardPattern.Create(pattern))];

    private static GatewayException Refuse(string message) => new(ErrorKind.ContentPolicy, message);

    private static IEnumerable<string> TextsOf(ChatMessage message)
    {
        foreach (ContentPart part in message.Content?.AsParts() ?? [])
        {
            if (part.Text is { Length: > 0 } text)
            {
                yield return text;
            }
        }

        foreach (string arguments in ArgumentsOf(message))
        {
            yield return arguments;
        }
    }

    private static IEnumerable<string> ArgumentsOf(ChatMessage message) =>
        message.ToolCalls?.Select(static call => call.Function?.Arguments).OfType<string>().Where(static arguments => arguments.Length > 0) ?? [];

    private void Check(IEnumerable<string> texts, IReadOnlyList<string> wanted)
    {
        long length = 0;
        foreach (string text in texts)
        {
            length += text.Length;
            if (length > options.MaxPromptCharacters)
            {
                throw new GatewayException(ErrorKind.RequestTooLarge, string.Create(CultureInfo.InvariantCulture, $"The prompt has more than the {options.MaxPromptCharacters} characters that this app's rules allow."));
            }

            if (Array.Exists(_deny, pattern => GuardPattern.Matches(pattern, text)))
            {
                throw Refuse("The prompt has what this app's rules do not allow.");
            }
        }

        if (_allow.Length > 0 && (wanted.Count == 0 || wanted.Any(text => !Array.Exists(_allow, pattern => GuardPattern.Matches(pattern, text)))))
        {
            throw Refuse("The prompt is not among those that this app's rules allow.");
        }
    }

    private ReadOnlyMemory<byte>? Rewrite(ReadOnlyMemory<byte>? body, Placeholders hidden) =>
        body is { } bytes ? JsonRedactor.Rewrite(bytes, text => hidden.Hide(text, options.Redact)) : null;

    private static Placeholders PlaceholdersFor(byte[] canonical, ReadOnlyMemory<byte>? body)
    {
        HashSet<string>? taken = null;
        return new Placeholders(placeholder =>
            (taken ??= [.. Placeholders.In(Encoding.UTF8.GetString(canonical)), .. Placeholders.In(Encoding.UTF8.GetString(body.GetValueOrDefault().Span))]).Contains(placeholder));
    }
}
