using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LlmFunctions.Bench.Provider;

/// <summary>
/// A provider that answers at once, from bytes made at its start, so that what is measured is the way to it. A streamed
/// answer is flushed event by event. Under the path of a <see cref="ProviderBehaviour"/> it behaves so, else as OpenAI does.
/// </summary>
internal static class LocalProvider
{
    private static readonly Dictionary<string, ProviderBehaviour> Behaviours = ProviderBehaviour.All.ToDictionary(static one => one.Path, StringComparer.Ordinal);

    /// <summary>Serves until standard input ends; the first line of its output is its address.</summary>
    public static async Task ServeAsync(int tokens)
    {
        byte[][] events = ProviderAnswers.Stream(tokens);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        await using WebApplication app = builder.Build();
        app.Run(context => AnswerAsync(context, events));
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Urls.First());
        await Console.In.ReadToEndAsync();
    }

    private static async Task AnswerAsync(HttpContext context, byte[][] events)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (Behaviours.TryGetValue(context.Request.Path, out ProviderBehaviour? behaviour))
        {
            await BehaveAsync(context, behaviour);
        }
        else if (Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length).Contains("\"stream\":true", StringComparison.Ordinal))
        {
            context.Response.ContentType = "text/event-stream";
            foreach (byte[] item in events)
            {
                await context.Response.BodyWriter.WriteAsync(item, context.RequestAborted);
            }
        }
        else
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = ProviderAnswers.Whole.Length;
            await context.Response.BodyWriter.WriteAsync(ProviderAnswers.Whole, context.RequestAborted);
        }
    }

    private static async Task BehaveAsync(HttpContext context, ProviderBehaviour behaviour)
    {
        context.Response.ContentType = behaviour.ContentType;
        TimeSpan wait = behaviour.Wait;
        foreach (byte[] piece in behaviour.Events)
        {
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, TimeProvider.System, context.RequestAborted);
            }

            await context.Response.BodyWriter.WriteAsync(piece, context.RequestAborted);
            wait = behaviour.Pause;
        }
    }
}
