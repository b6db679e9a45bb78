using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Xunit;

namespace LlmFunctions.Functions.Tests.LocalHost;

public sealed class StartErrorTests
{
    [Theory]
    [InlineData(typeof(SameNames), "Twin", "another function has the same name")]
    [InlineData(typeof(Overloads), "OverloadB", "an overload of another function")]
    [InlineData(typeof(SameRoutes), "RouteB", "the same route and method as function 'RouteA': GET, POST things/{key}")]
    [InlineData(typeof(NoTrigger), "NoTrigger", "it has no trigger")]
    [InlineData(typeof(TwoTriggers), "TwoTriggers", "it has 2 triggers")]
    [InlineData(typeof(UnknownTrigger), "UnknownTrigger", "does not know its trigger [QueueTrigger]")]
    [InlineData(typeof(UnknownParameter), "UnknownParameter", "parameter 'context' of type HttpContext cannot be bound")]
    [InlineData(typeof(NotARequest), "NotARequest", "[HttpTrigger] must be on an HttpRequest, not on a String")]
    [InlineData(typeof(ReservedAdmin), "ReservedAdmin", "its route 'admin/keys' begins with 'admin'")]
    [InlineData(typeof(ReservedRuntime), "ReservedRuntime", "its route 'Runtime/x' begins with 'Runtime'")]
    [InlineData(typeof(LeadingSlash), "LeadingSlash", "must not be empty or begin with '/'")]
    [InlineData(typeof(BadRoute), "BadRoute", "its route 'a/{b' is not valid")]
    [InlineData(typeof(BadConstraint), "BadConstraint", "the unknown constraint 'number'")]
    [InlineData(typeof(ActionResults), "ActionResults", "LocalHost runs IResult (Results, TypedResults) and has no MVC")]
    [InlineData(typeof(Texts), "Texts", "it returns Task<String>; supported are void, Task, ValueTask, and IResult")]
    [InlineData(typeof(Hidden), "Hidden", "the method must be public")]
    [InlineData(typeof(BadName), "1st", "its name must begin with a letter")]
    [InlineData(typeof(BadSchedule), "BadSchedule", "its schedule 'whenever' is neither an NCRONTAB expression")]
    [InlineData(typeof(MissingSetting), "MissingSetting", "needs the setting 'Nightly__Schedule', which is not set")]
    [InlineData(typeof(NotATimer), "NotATimer", "[TimerTrigger] must be on a TimerInfo, not on a String")]
    [InlineData(typeof(TimerWithResult), "TimerWithResult", "a timer's function returns void, Task or ValueTask")]
    public async Task A_function_that_cannot_run_is_named_at_the_start(Type functions, string name, string expected)
    {
        var problem = Assert.Single(await TestHost.ProblemsOfAsync(functions));

        Assert.StartsWith($"Function '{name}' (LlmFunctions.Functions.Tests.LocalHost.StartErrorTests.{functions.Name}.", problem);
        Assert.Contains(expected, problem);
    }

    [Fact]
    public async Task All_problems_are_named_at_once()
    {
        var problems = await TestHost.ProblemsOfAsync(typeof(NoTrigger), typeof(BadRoute), typeof(BadSchedule), typeof(SameNames));

        Assert.Equal(4, problems.Count);
    }

    private static class SameNames
    {
        [Function("Twin")]
        public static void A([HttpTrigger(Route = "a")] HttpRequest request) => _ = request;

        [Function("Twin")]
        public static void B([HttpTrigger(Route = "b")] HttpRequest request) => _ = request;
    }

    private static class Overloads
    {
        [Function("OverloadA")]
        public static void Run([HttpTrigger(Route = "a")] HttpRequest request) => _ = request;

        [Function("OverloadB")]
        public static void Run([HttpTrigger(Route = "b")] HttpRequest request, FunctionContext context) => _ = context;
    }

    private static class SameRoutes
    {
        [Function("RouteA")]
        public static void A([HttpTrigger("post", Route = "Things/{id}")] HttpRequest request) => _ = request;

        [Function("RouteB")]
        public static void B([HttpTrigger("get", "post", Route = "things/{key}")] HttpRequest request) => _ = request;

        [Function("RouteC")]
        public static void C([HttpTrigger("post", Route = "things/{key:int}")] HttpRequest request) => _ = request;
    }

    private static class NoTrigger
    {
        [Function("NoTrigger")]
        public static void Run(HttpRequest request) => _ = request;
    }

    private static class TwoTriggers
    {
        [Function("TwoTriggers")]
        public static void Run([HttpTrigger] HttpRequest request, [TimerTrigger("0 * * * * *")] TimerInfo timer) => _ = timer;
    }

    private sealed class QueueTriggerAttribute : TriggerBindingAttribute;

    private static class UnknownTrigger
    {
        [Function("UnknownTrigger")]
        public static void Run([QueueTrigger] string message) => _ = message;
    }

    private static class UnknownParameter
    {
        [Function("UnknownParameter")]
        public static void Run([HttpTrigger] HttpRequest request, HttpContext context) => _ = context;
    }

    private static class NotARequest
    {
        [Function("NotARequest")]
        public static void Run([HttpTrigger] string body) => _ = body;
    }

    private static class ReservedAdmin
    {
        [Function("ReservedAdmin")]
        public static void Run([HttpTrigger(Route = "admin/keys")] HttpRequest request) => _ = request;
    }

    private static class ReservedRuntime
    {
        [Function("ReservedRuntime")]
        public static void Run([HttpTrigger(Route = "Runtime/x")] HttpRequest request) => _ = request;
    }

    private static class LeadingSlash
    {
        [Function("LeadingSlash")]
        public static void Run([HttpTrigger(Route = "/v1/models")] HttpRequest request) => _ = request;
    }

    private static class BadRoute
    {
        [Function("BadRoute")]
        public static void Run([HttpTrigger(Route = "a/{b")] HttpRequest request) => _ = request;
    }

    private static class BadConstraint
    {
        [Function("BadConstraint")]
        public static void Run([HttpTrigger(Route = "a/{b:number}")] HttpRequest request) => _ = request;
    }

    private static class ActionResults
    {
        [Function("ActionResults")]
        public static Task<IActionResult> Run([HttpTrigger] HttpRequest request) => Task.FromResult<IActionResult>(new OkResult());
    }

    private static class Texts
    {
        [Function("Texts")]
        public static Task<string> Run([HttpTrigger] HttpRequest request) => Task.FromResult(request.Path.Value!);
    }

    private static class Hidden
    {
        [Function("Hidden")]
        internal static void Run([HttpTrigger] HttpRequest request) => _ = request;
    }

    private static class BadName
    {
        [Function("1st")]
        public static void Run([HttpTrigger] HttpRequest request) => _ = request;
    }

    private static class BadSchedule
    {
        [Function("BadSchedule")]
        public static void Run([TimerTrigger("whenever")] TimerInfo timer) => _ = timer;
    }

    private static class MissingSetting
    {
        [Function("MissingSetting")]
        public static void Run([TimerTrigger("%Nightly__Schedule%")] TimerInfo timer) => _ = timer;
    }

    private static class NotATimer
    {
        [Function("NotATimer")]
        public static void Run([TimerTrigger("0 * * * * *")] string timer) => _ = timer;
    }

    private static class TimerWithResult
    {
        [Function("TimerWithResult")]
        public static IResult Run([TimerTrigger("0 * * * * *")] TimerInfo timer) => Results.Ok(timer);
    }
}
