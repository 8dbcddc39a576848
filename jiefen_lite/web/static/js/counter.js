/* The form of a new case: what is known already is asked while typing, and what was typed is kept.
   The form works without this file. Syntax: nothing newer than Chromium 80. */
(function () {
  'use strict';

  var form = document.querySelector('form[data-counter]');
  var place = document.getElementById('look');
  var waiting = null;
  var asked = 0;
  var changed = false;

  function ask() {
    var number = asked += 1;
    fetch(form.getAttribute('data-counter'), { method: 'POST', body: new URLSearchParams(new FormData(form)), credentials: 'same-origin' }).then(function (answer) {
      return answer.ok ? answer.text() : null;
    }).then(function (piece) {
      if (piece !== null && number === asked) {
        place.innerHTML = piece;
      }
    }, function () { /* the next letter asks again; on sending the server looks anyway */ });
  }

  function keep() {
    if (!changed || form.hasAttribute('data-sent')) {
      return;
    }
    changed = false;
    var fields = new URLSearchParams(new FormData(form));
    fields.set('quietly', '1');
    fetch(form.getAttribute('data-keep'), { method: 'POST', body: fields, credentials: 'same-origin' }).then(function (answer) {
      return answer.ok ? answer.json() : null;
    }).then(function (kept) {
      if (kept && !form.elements.draft) {
        var number = document.createElement('input');
        number.type = 'hidden';
        number.name = 'draft';
        number.value = kept.draft;
        form.appendChild(number);
      }
    }, function () { changed = true; });
  }

  form.addEventListener('input', function (event) {
    changed = true;
    if (event.target.name === 'anyway') {
      return;
    }
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, 500);
  });

  // Choosing to settle on the spot opens what it needs; another source opens its number and dates.
  form.addEventListener('change', function (event) {
    if (event.target.name === 'way') {
      form.querySelector('[data-spot]').open = event.target.value === 'settle_on_spot';
    }
    if (event.target.name === 'channel' && event.target.value !== 'window') {
      form.querySelector('details').open = true;
    }
  });

  window.setInterval(keep, 20000);
}());
