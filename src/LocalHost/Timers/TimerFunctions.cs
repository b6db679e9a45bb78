using System.Text.RegularExpressions;
using LlmFunctions.LocalHost.Hosting;
using LlmFunctions.LocalHost.Invocation;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.LocalHost.Timers;

/// <summary>Makes schedules of the functions with a timer trigger; <c>%Setting%</c> in a schedule is the value of a setting.</summary>
internal static partial class TimerFunctions
{
    private const string TriggerType = "timerTrigger";

    public static IReadOnlyList<TimerFunction> Create(IEnumerable<DiscoveredFunction> functions, IConfiguration configuration, List<string> problems)
    {
        var created = new List<TimerFunction>();
        foreach (var function in functions)
        {
            if (function.Trigger is TimerTriggerAttribute trigger && Create(function, trigger, configuration, problems) is { } timer)
            {
                created.Add(timer);
            }
        }

        return created;
    }

    private static TimerFunction? Create(DiscoveredFunction function, TimerTriggerAttribute trigger, IConfiguration configuration, List<string> problems)
    {
        if (function.TriggerParameter.ParameterType != typeof(TimerInfo))
        {
            problems.Add(function.Problem($"[TimerTrigger] must be on a TimerInfo, not on a {function.TriggerParameter.ParameterType.Name}."));
            return null;
        }

        var schedule = FindSchedule(function, trigger.Schedule, configuration, problems);
        var invoker = FunctionBinder.Bind(
            function,
            TriggerType,
            ReturnKind.Nothing,
            static parameter => parameter.ParameterType == typeof(TimerInfo) ? static context => ((TimerFunctionContext)context).Timer : null,
            "TimerInfo",
            problems);
        return schedule is null || invoker is null ? null : new TimerFunction(invoker, schedule, trigger.RunOnStartup, trigger.UseMonitor);
    }

    private static Schedule? FindSchedule(DiscoveredFunction function, string expression, IConfiguration configuration, List<string> problems)
    {
        string? missing = null;
        var resolved = SettingReference().Replace(expression, match =>
        {
            var name = match.Groups[1].Value;
            var value = configuration[name] ?? configuration[SettingNames.Normalize(name)];
            missing ??= string.IsNullOrEmpty(value) ? name : null;
            return value ?? "";
        });
        if (missing is not null)
        {
            problems.Add(function.Problem($"its schedule needs the setting '{missing}', which is not set."));
            return null;
        }

        var schedule = Schedule.Parse(resolved);
        if (schedule is null)
        {
            problems.Add(function.Problem(
                $"its schedule '{resolved}' is neither an NCRONTAB expression of five or six fields nor a time span above zero."));
        }

        return schedule;
    }

    [GeneratedRegex("%([^%]+)%", RegexOptions.CultureInvariant)]
    private static partial Regex SettingReference();
}
