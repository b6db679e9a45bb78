using System.Net;
using System.Text;

namespace LlmFunctions.Tests.Pipeline;

/// <summary>A provider without a network: answers each call by the next step of its script.</summary>
internal sealed class ScriptedHandler(params Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>[] steps) : HttpMessageHandler
{
    private int _calls;

    public int Calls => _calls;

    public static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Answer(int status, string body) =>
        (_, _) => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") });

    public static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Stream(Stream body) =>
        (_, _) => Task.FromResult(new HttpResponseMessage { Content = new StreamContent(body) });

    public static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Silence { get; } = async (_, cancellationToken) =>
    {
        TaskCompletionSource never = new();
        await never.Task.WaitAsync(cancellationToken);
        throw new InvalidOperationException("Silence ends by cancellation only.");
    };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        steps[Math.Min(_calls++, steps.Length - 1)](request, cancellationToken);
}
