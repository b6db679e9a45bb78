using System.Buffers.Text;
using System.Text.Json;
using LlmFunctions.Chat;

namespace LlmFunctions.Dialects.Gemini;

/// <summary>
/// Carries other providers' signed thinking in <c>thoughtSignature</c>, which apps send back without looking into it. It
/// is base64, because Google's libraries decode it, and begins with a mark, because Gemini would refuse it as a forged one.
/// </summary>
internal static class GeminiSignature
{
    private static ReadOnlySpan<byte> Mark => "llm-functions/thinking:"u8;

    /// <param name="blocks">The blocks.</param>
    /// <param name="withText">Whether the thinking itself goes in, because the app does not see it.</param>
    public static string Wrap(IEnumerable<ThinkingBlock> blocks, bool withText)
    {
        ThinkingBlock[] wrapped = [.. blocks.Select(block => withText ? block : block with { Thinking = null })];
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(wrapped, ChatJson.Lenient.IReadOnlyListThinkingBlock);
        return Convert.ToBase64String([.. Mark, .. json]);
    }

    /// <summary>The blocks in a signature that <see cref="Wrap"/> made; null for one of Gemini's own.</summary>
    public static IReadOnlyList<ThinkingBlock>? Unwrap(string? signature)
    {
        // The mark's first bytes in base64, so that large signatures of Gemini's are not decoded for nothing.
        if (signature is null || !signature.StartsWith("bGxtLWZ1bmN0aW9ucy90aGlua2luZz", StringComparison.Ordinal) || !Base64.IsValid(signature))
        {
            return null;
        }

        byte[] bytes = Convert.FromBase64String(signature);
        if (!bytes.AsSpan().StartsWith(Mark))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(bytes.AsSpan(Mark.Length), ChatJson.Lenient.IReadOnlyListThinkingBlock);
        }
        catch (JsonException)
        {
            // Whoever altered it made it a signature that nobody knows.
            return null;
        }
    }
}
