using System.Text.Json;
using LlmFunctions.Functions.Tests.EndToEnd.Support;

namespace LlmFunctions.Functions.Tests.Security.Support;

/// <summary>A provider that says back what it was called with, the key among it: in its errors, in their headers, and in the middle of a stream.</summary>
internal static class LeakingProvider
{
    private static readonly string[] Credentials = ["Authorization", "x-api-key", "api-key", "x-goog-api-key"];

    /// <summary>Every way to say it; each is the name of a model.</summary>
    public static IReadOnlyList<string> Models { get; } =
    [
        "leak-400", "leak-401", "leak-403", "leak-404", "leak-409", "leak-422", "leak-429", "leak-500", "leak-503", "leak-302", "leak-page", "leak-plain", "leak-long", "leak-garbage", "leak-error",
        "leak-stream", "leak-cut",
    ];

    public static ScriptedProvider Start() => ScriptedProvider.Run(AnswerAsync);

    private static async Task AnswerAsync(ProviderExchange exchange)
    {
        ReceivedRequest request = exchange.Request;
        string key = string.Join(' ', Credentials.Select(name => request.Headers.GetValueOrDefault(name, "")));
        string bare = key.Trim().Split(' ')[^1];
        string heard = $"You called {request.Path} at {request.Headers.GetValueOrDefault("Host")} with {key}";
        string text = JsonEncodedText.Encode(heard).ToString();
        string error = $$$"""{"error":{"message":"{{{text}}}","type":"{{{bare}}}","param":"{{{bare}}}","code":"{{{bare}}}","status":"{{{text}}}","details":[{"reason":"{{{text}}}"}]}}""";
        (string, string)[] headers =
        [
            ("x-request-id", bare), ("request-id", bare), ("apim-request-id", bare), ("x-echo", key.Trim()), ("WWW-Authenticate", $"Bearer error=\"{bare}\""), ("Location", $"http://127.0.0.1:9/?key={bare}"),
            ("Set-Cookie", $"key={bare}"), ("openai-organization", bare), ("x-ratelimit-limit-requests", bare), ("Retry-After", bare),
        ];
        string model = Models.FirstOrDefault(model => request.Text.Contains(model, StringComparison.Ordinal) || request.Path.Contains(model, StringComparison.Ordinal)) ?? "leak-500";
        switch (model)
        {
            case "leak-page":
                await exchange.RespondAsync(502, $"<html><title>{heard}</title><body>{heard}</body></html>", "text/html", headers);
                break;
            case "leak-plain":
                await exchange.RespondAsync(500, heard, "text/plain", headers);
                break;
            case "leak-long":
                // The key lies across the place at which long texts are cut.
                await exchange.RespondAsync(400, $$$"""{"error":{"message":"{{{new string('x', 985)}}} {{{text}}}"}}""", headers: headers);
                break;
            case "leak-garbage":
                await exchange.RespondAsync(200, $$$"""{"id":"{{{text}}}","choices":[{"index":"{{{text}}}""", headers: headers);
                break;
            case "leak-error":
                await exchange.RespondAsync(200, error, headers: headers);
                break;
            case "leak-stream" or "leak-cut":
                await exchange.BeginAsync(headers: headers);
                await exchange.SendAsync("data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Hi\"}}]}\n\n");
                await exchange.SendAsync(model == "leak-cut" ? $"data: {{\"id\":\"{text}\n\n" : $"data: {error}\n\n");
                await exchange.EndAsync();
                break;
            default:
                await exchange.RespondAsync(int.Parse(model["leak-".Length..], System.Globalization.CultureInfo.InvariantCulture), error, headers: headers);
                break;
        }
    }
}
