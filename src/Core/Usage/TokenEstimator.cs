using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Embeddings;

namespace LlmFunctions.Usage;

/// <summary>
/// Counts tokens where a provider sent no usage. Rough on purpose: four Latin characters or one CJK character a token,
/// which is within about a fifth of what current tokenizers make of running text.
/// </summary>
public static class TokenEstimator
{
    private const int CharactersAToken = 4;
    private const int TokensAMessage = 4;

    // Roles and separators, and what providers put before a prompt with tools; more than any known one adds.
    private const int MostTokensAMessage = 16;
    private const int TokensARequest = 16;

    // Of a file in base64: pages of text are about that, pictures and sound far less.
    private const int FileCharactersAToken = 4;

    // What a mid-sized image costs with the large vendors; the true figure depends on its size, which is not known here.
    private const int TokensAnImage = 765;

    public static long Count(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return 0;
        }

        Counter counter = default;
        counter.Add(text);
        return counter.Tokens;
    }

    public static long CountPrompt(ChatRequest request)
    {
        long tokens = 0;
        foreach (ChatMessage message in request.Messages)
        {
            tokens += TokensAMessage + (message.Content is null ? 0 : message.Content.AsParts().Sum(static part =>
                part.Type == ContentPart.ImageType ? TokensAnImage : Count(part.Text)));
            tokens += message.ToolCalls?.Sum(static call => Count(call.Function?.Name) + Count(call.Function?.Arguments)) ?? 0;
        }

        foreach (ToolDefinition tool in request.Tools ?? [])
        {
            tokens += Count(tool.Function?.Name) + Count(tool.Function?.Description) + Count(tool.Function?.Parameters?.GetRawText());
        }

        return tokens;
    }

    /// <summary>What <see cref="CountPrompt"/> cannot be above, from the lengths of the texts alone.</summary>
    public static long MostOfPrompt(ChatRequest request)
    {
        long tokens = 0;
        foreach (ChatMessage message in request.Messages)
        {
            tokens += TokensAMessage + (message.Content?.Text?.Length ?? 0);
            foreach (ContentPart part in message.Content?.Parts ?? [])
            {
                tokens += part.Type == ContentPart.ImageType ? TokensAnImage : part.Text?.Length ?? 0;
            }

            foreach (ToolCall call in message.ToolCalls ?? [])
            {
                tokens += (call.Function?.Name?.Length ?? 0) + (call.Function?.Arguments?.Length ?? 0);
            }
        }

        foreach (ToolDefinition tool in request.Tools ?? [])
        {
            tokens += (tool.Function?.Name.Length ?? 0) + (tool.Function?.Description?.Length ?? 0);
            tokens += tool.Function?.Parameters is { } schema ? JsonMarshal.GetRawUtf8Value(schema).Length : 0;
        }

        return tokens;
    }

    /// <summary>
    /// What no provider's count of a prompt's text can be above: a token is at least a byte. Fields that are not known here are
    /// text too, because they are passed on. Images are not in it: what they are counted as differs from model to model
    /// (<see cref="Providers.ImageTokens"/>).
    /// </summary>
    public static long MostOfPromptBytes(ChatRequest request)
    {
        long tokens = TokensARequest + Bytes(request.ResponseFormat?.JsonSchema?.Schema) + Bytes(request.Extra);
        foreach (ChatMessage message in request.Messages)
        {
            // Both are the same thinking, and no provider is sent both.
            long thinking = Math.Max(Bytes(message.ReasoningContent), message.ThinkingBlocks?.Sum(static block => Bytes(block.Thinking) + Bytes(block.Data)) ?? 0);
            tokens += MostTokensAMessage + Bytes(message.Name) + Bytes(message.Refusal) + thinking + Bytes(message.Extra);
            foreach (ContentPart part in message.Content?.AsParts() ?? [])
            {
                tokens += part.Type == ContentPart.ImageType ? 0 : Bytes(part.Text);
            }

            foreach (ToolCall call in message.ToolCalls ?? [])
            {
                tokens += MostTokensAMessage + Bytes(call.Function?.Name) + Bytes(call.Function?.Arguments) + Bytes(call.Function?.Extra) + Bytes(call.Extra);
            }
        }

        foreach (ToolDefinition tool in request.Tools ?? [])
        {
            tokens += MostTokensAMessage + Bytes(tool.Function?.Name) + Bytes(tool.Function?.Description);
            tokens += Bytes(tool.Function?.Parameters) + Bytes(tool.Function?.Extra) + Bytes(tool.Extra);
        }

        return tokens;
    }

    /// <summary>What the files, sounds and the like in a prompt may be counted as. Of those that are only named, by an id or an address, nothing is known.</summary>
    public static long CountFiles(ChatRequest request)
    {
        long characters = 0;
        foreach (ChatMessage message in request.Messages)
        {
            foreach (ContentPart part in message.Content?.Parts ?? [])
            {
                characters += part.Type is ContentPart.TextType or ContentPart.ImageType ? 0 : part.Extra?.Values.Sum(static value => (long)JsonMarshal.GetRawUtf8Value(value).Length) ?? 0;
            }
        }

        return characters / FileCharactersAToken;
    }

    /// <summary>What no provider's count of what is to be embedded can be above.</summary>
    public static long MostOfInput(EmbeddingsInput input) => input.Texts?.Sum(static text => MostTokensAMessage + Bytes(text)) ?? CountInput(input);

    private static long Bytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private static long Bytes(JsonElement? json) => json is { } element ? JsonMarshal.GetRawUtf8Value(element).Length : 0;

    private static long Bytes(IDictionary<string, JsonElement>? fields) => fields?.Sum(static field => Bytes(field.Key) + Bytes(field.Value)) ?? 0;

    /// <summary>Counts what is to be embedded; exactly, where it is tokens already.</summary>
    public static long CountInput(EmbeddingsInput input) =>
        input.Texts?.Sum(static text => Count(text)) ?? input.Tokens!.Sum(static tokens => (long)tokens.Count);

    /// <summary>Counts a text that comes in pieces, without keeping it.</summary>
    public struct Counter
    {
        private long _narrow;
        private long _wide;

        public readonly long Tokens => _wide + ((_narrow + CharactersAToken - 1) / CharactersAToken);

        public void Add(string? text)
        {
            foreach (char c in text ?? "")
            {
                if (c >= '\u2E80')
                {
                    _wide++;
                }
                else
                {
                    _narrow++;
                }
            }
        }
    }
}
