using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.LocalHost.Invocation;

/// <summary>Calls one function. All reflection is done when it is made; a call costs a delegate and its arguments.</summary>
internal sealed class FunctionInvoker
{
    private readonly MethodInvoker _method;
    private readonly ArgumentSource[] _arguments;
    private readonly ReturnValue _returnValue;
    private readonly Lazy<ObjectFactory>? _factory;

    public FunctionInvoker(DiscoveredFunction function, ArgumentSource[] arguments, ReturnValue returnValue, FunctionDefinition definition)
    {
        _method = MethodInvoker.Create(function.Method);
        _arguments = arguments;
        _returnValue = returnValue;
        Definition = definition;
        if (!function.Method.IsStatic)
        {
            // Made when first needed: most processes use few of the functions.
            var type = function.Method.DeclaringType!;
            _factory = new Lazy<ObjectFactory>(() => FactoryOf(type));
        }
    }

    public FunctionDefinition Definition { get; }

    /// <summary>The innermost step of the pipeline.</summary>
    public static Task ExecuteAsync(FunctionContext context) => context is LocalFunctionContext local
        ? local.Function.InvokeAsync(local)
        : throw new InvalidOperationException("A middleware replaced the FunctionContext, which the worker does not support either.");

    /// <summary>Makes instances as the worker does. What it uses compiles an expression, which a first call would wait for, so the usual constructor has a way without.</summary>
    private static ObjectFactory FactoryOf(Type type)
    {
        if (type.GetConstructors() is not [var constructor] || !Array.TrueForAll(constructor.GetParameters(), IsPlain))
        {
            return ActivatorUtilities.CreateFactory(type, Type.EmptyTypes);
        }

        var invoker = ConstructorInvoker.Create(constructor);
        Type[] needs = [.. constructor.GetParameters().Select(parameter => parameter.ParameterType)];
        return (services, _) =>
        {
            var arguments = new object?[needs.Length];
            for (var i = 0; i < needs.Length; i++)
            {
                arguments[i] = services.GetRequiredService(needs[i]);
            }

            return invoker.Invoke(arguments.AsSpan());
        };
    }

    private static bool IsPlain(ParameterInfo parameter) => !parameter.HasDefaultValue && !parameter.CustomAttributes.Any();

    private async Task InvokeAsync(LocalFunctionContext context)
    {
        var instance = _factory?.Value(context.InstanceServices, null);
        context.Returned = await _returnValue.ReadAsync(Call(instance, context));
    }

    private object? Call(object? instance, LocalFunctionContext context)
    {
        var sources = _arguments;
        switch (sources.Length)
        {
            case 1:
                return _method.Invoke(instance, sources[0](context));
            case 2:
                return _method.Invoke(instance, sources[0](context), sources[1](context));
            case 3:
                return _method.Invoke(instance, sources[0](context), sources[1](context), sources[2](context));
            default:
                var arguments = new object?[sources.Length];
                for (var i = 0; i < arguments.Length; i++)
                {
                    arguments[i] = sources[i](context);
                }

                return _method.Invoke(instance, arguments.AsSpan());
        }
    }
}
