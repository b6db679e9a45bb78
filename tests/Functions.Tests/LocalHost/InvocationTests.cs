using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost;

public sealed class InvocationTests
{
    [Theory]
    [InlineData("/plain")]
    [InlineData("/task")]
    [InlineData("/valuetask")]
    [InlineData("/typed-task")]
    public async Task A_result_is_executed_whatever_it_comes_in(string path)
    {
        await using var host = await TestHost.StartAsync([typeof(Returns)]);

        Assert.Equal("result", await host.GetAsync(path));
    }

    [Theory]
    [InlineData("/void")]
    [InlineData("/no-task")]
    [InlineData("/no-valuetask")]
    public async Task A_function_without_a_result_has_written_its_response_itself(string path)
    {
        await using var host = await TestHost.StartAsync([typeof(Returns)]);

        using var response = await host.Client.GetAsync(path, TestHost.Cancel);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Fact]
    public async Task Classes_are_made_for_each_invocation_with_the_services_of_its_scope()
    {
        await using var host = await TestHost.StartAsync(
            [typeof(WithServices)], worker => worker.Services.AddScoped<Scoped>());

        var first = await host.GetAsync("/scoped");
        var second = await host.GetAsync("/scoped");

        Assert.NotEqual(first, second);
        Assert.All([first, second], text => Assert.Equal(text.Split(' ')[0], text.Split(' ')[1]));
    }

    [Fact]
    public async Task The_context_describes_function_request_and_trace()
    {
        await using var host = await TestHost.StartAsync([typeof(Describing)]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/describe/abc");
        request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using var response = await host.Client.SendAsync(request, TestHost.Cancel);
        var text = await response.Content.ReadAsStringAsync(TestHost.Cancel);

        Assert.Equal("Describe|httpTrigger request|http|abc|0af7651916cd43dd8448eb211c80319c|True|True|4", text);
    }

    [Fact]
    public async Task Middleware_runs_around_the_function_and_the_result_outside_of_it()
    {
        var steps = new List<string>();
        await using var host = await TestHost.StartAsync([typeof(Ordered)], worker =>
        {
            worker.Services.AddSingleton(steps);
            worker.UseMiddleware(async (_, next) =>
            {
                steps.Add("outer in");
                await next();
                steps.Add("outer out");
            });
            worker.UseMiddleware(async (context, next) =>
            {
                steps.Add($"inner in {context.FunctionDefinition.Name}");
                await next();
                steps.Add("inner out");
            });
        });

        await host.GetAsync("/ordered");

        Assert.Equal(["outer in", "inner in Ordered", "function", "inner out", "outer out", "result"], steps);
    }

    [Theory]
    [InlineData("/throws-at-once", "ThrowsAtOnce")]
    [InlineData("/throws-later", "ThrowsLater")]
    [InlineData("/throws-in-result", "ThrowsInResult")]
    public async Task A_failure_is_an_empty_500_and_a_log_line_that_names_the_function(string path, string function)
    {
        await using var host = await TestHost.StartAsync([typeof(Failing)]);

        using var response = await host.Client.GetAsync(path, TestHost.Cancel);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync(TestHost.Cancel));
        Assert.False(response.Headers.Contains("x-partial"));
        var failure = Assert.Single(host.Logs.Entries, entry => entry.Level == LogLevel.Error);
        Assert.Contains($"'{function}'", failure.Text);
        Assert.IsType<InvalidTimeZoneException>(failure.Exception);
        Assert.Equal("fine", await host.GetAsync("/fine"));
    }

    [Fact]
    public async Task A_failure_in_the_middle_of_a_response_breaks_the_connection()
    {
        await using var host = await TestHost.StartAsync([typeof(Failing)]);

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => host.GetAsync("/breaks-off"));

        Assert.Null(error.StatusCode);
        Assert.Contains(host.Logs.Entries, entry => entry.Level == LogLevel.Error && entry.Text.Contains("'BreaksOff'"));
    }

    public static class Returns
    {
        [Function("Plain")]
        public static IResult Plain([HttpTrigger(Route = "plain")] HttpRequest request) => Results.Text("result");

        [Function("Task")]
        public static async Task<IResult> Task([HttpTrigger(Route = "task")] HttpRequest request)
        {
            await System.Threading.Tasks.Task.Yield();
            return Results.Text("result");
        }

        [Function("ValueTask")]
        public static ValueTask<IResult> ValueTask([HttpTrigger(Route = "valuetask")] HttpRequest request) => new(Results.Text("result"));

        [Function("TypedTask")]
        public static Task<ContentHttpResult> TypedTask([HttpTrigger(Route = "typed-task")] HttpRequest request) =>
            System.Threading.Tasks.Task.FromResult(TypedResults.Text("result"));

        [Function("Void")]
        public static void Void([HttpTrigger(Route = "void")] HttpRequest request) => request.HttpContext.Response.StatusCode = 202;

        [Function("NoTask")]
        public static async Task NoTask([HttpTrigger(Route = "no-task")] HttpRequest request)
        {
            await System.Threading.Tasks.Task.Yield();
            request.HttpContext.Response.StatusCode = 202;
        }

        [Function("NoValueTask")]
        public static async ValueTask NoValueTask([HttpTrigger(Route = "no-valuetask")] HttpRequest request)
        {
            await System.Threading.Tasks.Task.Yield();
            request.HttpContext.Response.StatusCode = 202;
        }
    }

    public sealed class Scoped
    {
        public Guid Id { get; } = Guid.NewGuid();
    }

    public sealed class WithServices(Scoped scoped)
    {
        [Function("Scoped")]
        public IResult Get([HttpTrigger(Route = "scoped")] HttpRequest request, FunctionContext context) =>
            Results.Text($"{scoped.Id} {context.InstanceServices.GetRequiredService<Scoped>().Id}");
    }

    public static class Describing
    {
        [Function("Describe")]
        public static IResult Describe(
            [HttpTrigger(Route = "describe/{value}")] HttpRequest request,
            FunctionContext context,
            string value,
            CancellationToken cancellationToken)
        {
            var definition = context.FunctionDefinition;
            var trigger = Assert.Single(definition.InputBindings).Value;
            return Results.Text(string.Join(
                '|',
                definition.Name,
                $"{trigger.Type} {trigger.Name}",
                definition.OutputBindings["$return"].Type,
                value == (string?)context.BindingContext.BindingData["value"] ? value : "differs",
                context.TraceContext.TraceParent.Split('-')[1],
                ReferenceEquals(context.GetHttpContext(), request.HttpContext) && Guid.TryParse(context.InvocationId, out _),
                cancellationToken == request.HttpContext.RequestAborted && context.CancellationToken == cancellationToken,
                definition.Parameters.Length));
        }
    }

    public sealed class Ordered(List<string> steps)
    {
        [Function("Ordered")]
        public IResult Get([HttpTrigger(Route = "ordered")] HttpRequest request)
        {
            steps.Add("function");
            return new DelegateResult(_ =>
            {
                steps.Add("result");
                return Task.CompletedTask;
            });
        }
    }

    public static class Failing
    {
        [Function("ThrowsAtOnce")]
        public static IResult ThrowsAtOnce([HttpTrigger(Route = "throws-at-once")] HttpRequest request)
        {
            request.HttpContext.Response.Headers["x-partial"] = "1";
            throw new InvalidTimeZoneException("secret");
        }

        [Function("ThrowsLater")]
        public static async Task<IResult> ThrowsLater([HttpTrigger(Route = "throws-later")] HttpRequest request)
        {
            await Task.Yield();
            throw new InvalidTimeZoneException("secret");
        }

        [Function("ThrowsInResult")]
        public static IResult ThrowsInResult([HttpTrigger(Route = "throws-in-result")] HttpRequest request) =>
            new DelegateResult(_ => throw new InvalidTimeZoneException("secret"));

        [Function("BreaksOff")]
        public static IResult BreaksOff([HttpTrigger(Route = "breaks-off")] HttpRequest request) => new DelegateResult(async http =>
        {
            await http.Response.WriteAsync("half");
            await http.Response.Body.FlushAsync();
            throw new InvalidTimeZoneException("secret");
        });

        [Function("Fine")]
        public static IResult Fine([HttpTrigger(Route = "fine")] HttpRequest request) => Results.Text("fine");
    }
}
