using System.Text;
using LlmFunctions.Chat;
using LlmFunctions.Errors;

namespace LlmFunctions.Providers.Sandbox;

/// <summary>
/// What one request may make the sandbox produce. It is there in production too, and an answer is held in memory: without a
/// limit a small request could ask for more than an instance has.
/// </summary>
internal static class SandboxLoad
{
    private const int MostTokens = 100_000;
    private const int MostCharacters = 32 * 1024 * 1024;

    /// <summary>Takes the tokens up to the request's own limit.</summary>
    /// <exception cref="GatewayException">All alternatives together would be more than is served.</exception>
    public static List<SandboxDelta> Take(IEnumerable<SandboxDelta> deltas, ChatRequest request, SandboxOptions options, out bool isCut)
    {
        int choices = request.N ?? 1;
        int limit = request.OutputLimit ?? int.MaxValue;
        List<SandboxDelta> taken = [];
        long characters = 0;
        isCut = false;
        foreach (SandboxDelta delta in deltas)
        {
            isCut = taken.Count == limit;
            if (isCut)
            {
                break;
            }

            taken.Add(delta);
            characters += delta.Text.Length;
            if ((long)taken.Count * choices > MostTokens || characters * choices > MostCharacters)
            {
                throw TooMuch(Cause(options, choices));
            }
        }

        return taken;
    }

    /// <summary>Puts repeated words together.</summary>
    public static string Concat(IEnumerable<string> words)
    {
        StringBuilder text = new();
        foreach (string word in words)
        {
            text.Append(word);
            if (text.Length > MostCharacters)
            {
                throw TooMuch("sandbox.tokens");
            }
        }

        return text.ToString();
    }

    private static string Cause(SandboxOptions options, int choices) =>
        options.Tokens is not null ? "sandbox.tokens"
        : options.ReasoningTokens > 0 ? "sandbox.reasoning_tokens"
        : choices > 1 ? "n"
        : "messages";

    private static GatewayException TooMuch(string param) =>
        SandboxField.Invalid(param, $"asks for too much: all alternatives together may have {MostTokens} tokens and {MostCharacters} characters");
}
